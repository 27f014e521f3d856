package mptcp.socketagent.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PiecesTest {
    @Test
    void anyNumberOfCallsShareAFewBuffers() {
        Set<ByteBuffer> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20_000; i++) {
                calls.submit(() -> {
                    try (Pieces.Piece piece = Pieces.take()) {
                        seen.add(piece.buffer());
                    }
                });
            }
        }
        assertTrue(!seen.isEmpty() && seen.size() <= Runtime.getRuntime().availableProcessors(), seen.size() + " buffers");
    }
}
