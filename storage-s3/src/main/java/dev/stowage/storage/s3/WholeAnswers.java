package dev.stowage.storage.s3;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Takes no part of an answer for the whole. Where a connection without TLS ends within the head of
/// an answer, the HTTP client takes what has come for all; what is missing then is what we would
/// miss. It counts as a broken connection.
final class WholeAnswers implements ExecutionInterceptor {

  @Override
  public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes more) {
    boolean whole =
        switch (context.response()) {
          case GetObjectResponse got ->
              isWhole(got.eTag()) && got.contentLength() != null && got.lastModified() != null;
          case HeadObjectResponse head ->
              isWhole(head.eTag()) && head.contentLength() != null && head.lastModified() != null;
          case PutObjectResponse put -> isWhole(put.eTag());
          case UploadPartResponse part -> isWhole(part.eTag());
          default -> saysItsLength(context.httpRequest().method().name(), context.httpResponse());
        };
    if (!whole) {
      throw SdkClientException.create(
          "the answer is not whole", new IOException("the connection ended within its head"));
    }
  }

  private static boolean isWhole(@Nullable String etag) {
    return etag != null && etag.length() > 1 && etag.startsWith("\"") == etag.endsWith("\"");
  }

  private static boolean saysItsLength(String method, SdkHttpResponse answer) {
    return method.equals("HEAD")
        || answer.statusCode() == 204
        || answer.firstMatchingHeader("Content-Length").isPresent()
        || answer.firstMatchingHeader("Transfer-Encoding").isPresent();
  }
}
