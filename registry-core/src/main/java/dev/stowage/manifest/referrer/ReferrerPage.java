package dev.stowage.manifest.referrer;

import java.util.Optional;

/// A page of referrers: the bytes of an OCI image index, and the `last` of the next page, if there
/// is one.
public record ReferrerPage(byte[] index, Optional<String> next) {}
