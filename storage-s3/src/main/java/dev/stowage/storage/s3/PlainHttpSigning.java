package dev.stowage.storage.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/// Signatures (AWS Signature Version 4) that leave the body out where it comes with a CRC32C, which
/// is signed. So the SDK signs over TLS; without TLS it hashes every body by SHA-256, which takes
/// longer than all that we do with it, and protects nothing that whoever can change it could not
/// change in the answers.
final class PlainHttpSigning implements AwsV4AuthScheme, AwsV4HttpSigner {

  private static final String CHECKSUM = "x-amz-checksum-crc32c";

  private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();

  @Override
  public String schemeId() {
    return scheme.schemeId();
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return scheme.identityProvider(providers);
  }

  @Override
  public AwsV4HttpSigner signer() {
    return this;
  }

  @Override
  public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
    boolean plain =
        "http".equals(request.request().protocol())
            && request.payload().isPresent()
            && request.request().firstMatchingHeader(CHECKSUM).isPresent();
    if (!plain) {
      return scheme.signer().sign(request);
    }
    SignedRequest signed = scheme.signer().sign(withoutBody(request));
    return SignedRequest.builder()
        .request(signed.request())
        .payload(request.payload().orElseThrow())
        .build();
  }

  private static <T extends AwsCredentialsIdentity> SignRequest<T> withoutBody(
      SignRequest<T> request) {
    return request.toBuilder().payload(null).putProperty(PAYLOAD_SIGNING_ENABLED, false).build();
  }

  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    return scheme.signer().signAsync(request);
  }
}
