package mptcp.lab.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HexFormat;
import mptcp.io.sim.pattern.Pattern;
import mptcp.lab.socket.KernelSocket;

/**
 * What went through a connection in one direction.
 *
 * @param sha256 in hexadecimal digits
 * @param nanos from the first call to the last
 */
public record Transfer(long bytes, String sha256, long nanos) {
    private static final int CHUNK = 1 << 18;

    /** Sends so many bytes of a {@link Pattern} and then the end. */
    public static Transfer send(KernelSocket socket, long seed, long bytes) throws IOException {
        long start = System.nanoTime();
        MessageDigest digest = Pattern.newSha256();
        Pattern pattern = new Pattern(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            for (long at = 0; at < bytes; at += CHUNK) {
                int n = (int) Math.min(CHUNK, bytes - at);
                MemorySegment piece = buffer.asSlice(0, n);
                pattern.fill(piece.asByteBuffer(), at);
                digest.update(piece.asByteBuffer());
                socket.send(piece);
            }
            socket.shutdownOutput();
        }
        return new Transfer(bytes, HexFormat.of().formatHex(digest.digest()), System.nanoTime() - start);
    }

    /** Receives up to the end. */
    public static Transfer receive(KernelSocket socket) throws IOException {
        long start = System.nanoTime();
        MessageDigest digest = Pattern.newSha256();
        long bytes = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            int n;
            while ((n = socket.receive(buffer)) > 0) {
                digest.update(buffer.asSlice(0, n).asByteBuffer());
                bytes += n;
            }
        }
        return new Transfer(bytes, HexFormat.of().formatHex(digest.digest()), System.nanoTime() - start);
    }
}
