package dev.stowage.oci.digest;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The block function inside the JDK's own SHA-2, which its compiler replaces by the processor's
/// instructions. `MessageDigest` can neither give out nor take in a chaining value, so we reach
/// behind it: that needs `--add-opens java.base/sun.security.provider=ALL-UNNAMED`. Where that is
/// missing, or a JDK looks different inside or computes something else, it is not [#available].
final class JdkEngine implements BlockEngine {
  private static final boolean AVAILABLE = probe();

  private final Object implementation;
  private final Object words;
  private final Binding binding;

  /// At the initial value.
  JdkEngine(Algorithm algorithm) {
    binding =
        switch (algorithm) {
          case SHA256 -> Sha256.BINDING;
          case SHA512 -> Sha512.BINDING;
        };
    try {
      implementation = (Object) binding.create().invokeExact();
      words = (Object) binding.state().invokeExact(implementation);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Whether this JVM lets us, and its result is right.
  static boolean available() {
    return AVAILABLE;
  }

  @Override
  public void compress(byte[] bytes, int offset, int blocks) {
    int end = offset + blocks * binding.blockLength();
    int lastBlock = end - binding.blockLength();
    try {
      int next = offset;
      if (blocks > 1) {
        next = (int) binding.compress().invokeExact(implementation, bytes, offset, lastBlock);
      }
      // the compiled SHA-512 leaves the last block; MessageDigest, too, goes by what is returned
      while (next < end) {
        binding.compressOne().invokeExact(implementation, bytes, next);
        next += binding.blockLength();
      }
    } catch (RuntimeException misuse) {
      throw misuse;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public byte[] chaining() {
    return switch (words) {
      case int[] ints -> {
        ByteBuffer out = ByteBuffer.allocate(ints.length * Integer.BYTES);
        out.asIntBuffer().put(ints);
        yield out.array();
      }
      case long[] longs -> {
        ByteBuffer out = ByteBuffer.allocate(longs.length * Long.BYTES);
        out.asLongBuffer().put(longs);
        yield out.array();
      }
      default -> throw new IllegalStateException();
    };
  }

  @Override
  public void load(byte[] chaining) {
    switch (words) {
      case int[] ints -> ByteBuffer.wrap(chaining).asIntBuffer().get(ints);
      case long[] longs -> ByteBuffer.wrap(chaining).asLongBuffer().get(longs);
      default -> throw new IllegalStateException();
    }
  }

  /// Compares with the plain engine over three blocks, for each algorithm.
  private static boolean probe() {
    try {
      for (Algorithm algorithm : Algorithm.values()) {
        byte[] sample = new byte[3 * algorithm.blockLength() + 1];
        for (int i = 0; i < sample.length; i++) {
          sample[i] = (byte) (i * 31);
        }
        BlockEngine ours = BlockEngine.plain(algorithm);
        BlockEngine theirs = new JdkEngine(algorithm);
        theirs.load(ours.chaining());
        ours.compress(sample, 1, 3);
        theirs.compress(sample, 1, 3);
        if (!Arrays.equals(ours.chaining(), theirs.chaining())) {
          return false;
        }
      }
      return true;
    } catch (LinkageError | RuntimeException closed) {
      return false;
    }
  }

  /// The ways into one implementation: its constructor; its field `state`; its method that takes in
  /// blocks, at most up to the one that begins at the last argument, and returns where it ended;
  /// and its method that takes in one block.
  private record Binding(
      int blockLength,
      MethodHandle create,
      MethodHandle state,
      MethodHandle compress,
      MethodHandle compressOne) {

    static Binding to(Algorithm algorithm, String outer, String inner, Class<?> stateType) {
      try {
        Class<?> base = Class.forName("sun.security.provider.DigestBase");
        Class<?> family = Class.forName(outer);
        Class<?> implementation = Class.forName(inner);
        MethodHandles.Lookup here = MethodHandles.lookup();
        MethodHandle create =
            MethodHandles.privateLookupIn(implementation, here)
                .findConstructor(implementation, MethodType.methodType(void.class));
        MethodHandle state =
            MethodHandles.privateLookupIn(family, here).findGetter(family, "state", stateType);
        MethodHandle compress =
            MethodHandles.privateLookupIn(base, here)
                .findVirtual(
                    base,
                    "implCompressMultiBlock",
                    MethodType.methodType(int.class, byte[].class, int.class, int.class));
        MethodHandle compressOne =
            MethodHandles.privateLookupIn(base, here)
                .findVirtual(
                    base,
                    "implCompress",
                    MethodType.methodType(void.class, byte[].class, int.class));
        return new Binding(
            algorithm.blockLength(),
            create.asType(MethodType.methodType(Object.class)),
            state.asType(MethodType.methodType(Object.class, Object.class)),
            compress.asType(
                MethodType.methodType(int.class, Object.class, byte[].class, int.class, int.class)),
            compressOne.asType(
                MethodType.methodType(void.class, Object.class, byte[].class, int.class)));
      } catch (ReflectiveOperationException | RuntimeException closed) {
        throw new IllegalStateException("the JDK's SHA-2 is not open to us", closed);
      }
    }
  }

  private static final class Sha256 {
    static final Binding BINDING =
        Binding.to(
            Algorithm.SHA256,
            "sun.security.provider.SHA2",
            "sun.security.provider.SHA2$SHA256",
            int[].class);
  }

  private static final class Sha512 {
    static final Binding BINDING =
        Binding.to(
            Algorithm.SHA512,
            "sun.security.provider.SHA5",
            "sun.security.provider.SHA5$SHA512",
            long[].class);
  }
}
