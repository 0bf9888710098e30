package dev.stowage.oci.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// SHA-512's block function in plain Java (FIPS 180-4, section 6.4.2): slower than the JDK's own,
/// for a JVM that does not open it to us.
final class PlainSha512 implements BlockEngine {
  private static final int BLOCK = 128;
  private static final long[] ROUNDS = Sha2Constants.rounds512();
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long[] state = Sha2Constants.initial512();
  private final long[] schedule = new long[80];

  @Override
  public void compress(byte[] bytes, int offset, int blocks) {
    for (int i = 0; i < blocks; i++) {
      compressOne(bytes, offset + i * BLOCK);
    }
  }

  @Override
  public byte[] chaining() {
    ByteBuffer out = ByteBuffer.allocate(state.length * Long.BYTES);
    out.asLongBuffer().put(state);
    return out.array();
  }

  @Override
  public void load(byte[] chaining) {
    ByteBuffer.wrap(chaining).asLongBuffer().get(state);
  }

  private void compressOne(byte[] bytes, int offset) {
    long[] w = schedule;
    for (int t = 0; t < 16; t++) {
      w[t] = (long) WORD.get(bytes, offset + t * Long.BYTES);
    }
    for (int t = 16; t < w.length; t++) {
      long x = w[t - 15];
      long y = w[t - 2];
      long sigma0 = Long.rotateRight(x, 1) ^ Long.rotateRight(x, 8) ^ (x >>> 7);
      long sigma1 = Long.rotateRight(y, 19) ^ Long.rotateRight(y, 61) ^ (y >>> 6);
      w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
    long a = state[0];
    long b = state[1];
    long c = state[2];
    long d = state[3];
    long e = state[4];
    long f = state[5];
    long g = state[6];
    long h = state[7];
    for (int t = 0; t < w.length; t++) {
      long sum1 = Long.rotateRight(e, 14) ^ Long.rotateRight(e, 18) ^ Long.rotateRight(e, 41);
      long t1 = h + sum1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t];
      long sum0 = Long.rotateRight(a, 28) ^ Long.rotateRight(a, 34) ^ Long.rotateRight(a, 39);
      long t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
