package dev.stowage.http.v2;

import io.vertx.core.http.HttpMethod;

/// The HTTP methods of the API, and one for all others.
enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
  OTHER;

  static Method of(HttpMethod method) {
    return switch (method.name()) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "PATCH" -> PATCH;
      case "DELETE" -> DELETE;
      default -> OTHER;
    };
  }
}
