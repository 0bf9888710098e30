package dev.stowage.auth;

import dev.stowage.layout.Principal;
import org.jspecify.annotations.Nullable;

/// An account whose holder has shown that he is.
///
/// @param secret the id of the secret that was shown; absent: it was the password
public record SignedIn(Principal principal, @Nullable String secret) {}
