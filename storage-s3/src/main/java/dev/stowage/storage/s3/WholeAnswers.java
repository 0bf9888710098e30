package dev.stowage.storage.s3;

import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/// Takes no part of an answer for the whole. Where a connection without TLS ends within the head of
/// an answer, the HTTP client takes what has come for all; what is missing then is what we would
/// miss. It counts as a broken connection.
final class WholeAnswers implements ExecutionInterceptor {

  @Override
  public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes more) {
    if (!saysItsLength(context.httpRequest().method().name(), context.httpResponse())) {
      throw broken();
    }
  }

  /// An object's head, which must have all that we read of it.
  static void check(ObjectRequests.Answer answer, boolean ofObject) {
    String etag = answer.header("ETag");
    boolean whole =
        etag != null && etag.length() > 1 && etag.startsWith("\"") == etag.endsWith("\"");
    if (ofObject) {
      whole &= answer.header("Content-Length") != null && answer.header("Last-Modified") != null;
    }
    if (!whole) {
      throw broken();
    }
  }

  private static SdkClientException broken() {
    return SdkClientException.create(
        "the answer is not whole", new IOException("the connection ended within its head"));
  }

  private static boolean saysItsLength(String method, SdkHttpResponse answer) {
    return method.equals("HEAD")
        || answer.statusCode() == 204
        || answer.firstMatchingHeader("Content-Length").isPresent()
        || answer.firstMatchingHeader("Transfer-Encoding").isPresent();
  }
}
