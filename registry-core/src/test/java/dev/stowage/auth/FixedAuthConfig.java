package dev.stowage.auth;

import java.time.Duration;
import java.util.Optional;

/// Settings for tests.
public record FixedAuthConfig(boolean enabled, Optional<String> password, Optional<String> key)
    implements AuthConfig {

  public static final String KEY = "0123456789abcdef0123456789abcdef";

  public FixedAuthConfig(boolean enabled, Optional<String> password) {
    this(enabled, password, Optional.of(KEY));
  }

  @Override
  public Duration tokenLife() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Admin admin() {
    return new Admin() {
      @Override
      public String name() {
        return "admin";
      }

      @Override
      public Optional<String> password() {
        return password;
      }
    };
  }
}
