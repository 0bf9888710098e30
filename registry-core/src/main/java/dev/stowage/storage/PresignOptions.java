package dev.stowage.storage;

import java.time.Duration;

/// How a presigned GET answers: its `Content-Type`, its `Content-Disposition` (empty: none) and for
/// how long it may be used.
public record PresignOptions(String contentType, String contentDisposition, Duration expiry) {}
