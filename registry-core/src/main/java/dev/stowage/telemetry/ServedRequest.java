package dev.stowage.telemetry;

/// One request as it went. All texts are fit for a log line.
///
/// @param id the request's id, as the client was told
/// @param method the HTTP method, `OTHER` for one we do not know
/// @param route what was asked for, one of a fixed few words
/// @param target path and known parameters
/// @param status the HTTP status, 499 when the client left before it could have one
/// @param bytesIn bytes of the request's body that arrived
/// @param bytesOut bytes of the answer's body that were sent
/// @param nanos from arrival to the answer's departure
/// @param remote the client's address
public record ServedRequest(
    String id,
    String method,
    String route,
    String target,
    int status,
    long bytesIn,
    long bytesOut,
    long nanos,
    String remote) {}
