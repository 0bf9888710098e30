package dev.stowage.http.body;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/// Stops and starts the arrival of a request's body. On HTTP/2 that is the stream's flow control.
/// On HTTP/1 it is reading from the socket: pausing the Vert.x request instead would let up to nine
/// more buffers queue up behind each paused request, which a thousand slow uploads turn into
/// gigabytes.
///
/// Only on the request's event loop.
final class BodyFlow {
  private final HttpServerRequest request;
  private final HttpConnection connection;

  BodyFlow(HttpServerRequest request) {
    this.request = request;
    this.connection = request.connection();
  }

  void stop() {
    if (connection instanceof ConnectionBase socket && isHttp1()) {
      socket.doPause();
    } else {
      request.pause();
    }
  }

  void start() {
    if (connection instanceof ConnectionBase socket && isHttp1()) {
      socket.doResume();
    } else {
      request.resume();
    }
  }

  /// Ends the exchange hard: the client sees that something was cut off.
  void cut() {
    if (isHttp1()) {
      connection.close();
    } else {
      request.response().reset();
    }
  }

  private boolean isHttp1() {
    return request.version() != HttpVersion.HTTP_2;
  }
}
