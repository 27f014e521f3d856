package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import mptcp.policy.loader.PolicyLoader;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each connection is told of, whatever it speaks: TCP from the start, too. */
@Timeout(60)
final class ReportTest {
    @ParameterizedTest
    @CsvSource({"1, 1, MPTCP v1", "0, 0, MPTCP v0", "1, -1, TCP (", "-1, 1, TCP (", "-1, -1, TCP ("})
    void bothEndsTellOfIt(int ourVersion, int peersVersion, String spoken) throws Exception {
        BlockingQueue<String> ours = new LinkedBlockingQueue<>();
        BlockingQueue<String> peers = new LinkedBlockingQueue<>();
        StackFactory stacks = PolicyLoader.of(Path.of("no-such-folder"), _ -> { }).stacks();
        try (Stack a = stacks.create(StackConfig.builder("a").mptcpVersion(ourVersion).build());
                Stack b = stacks.create(StackConfig.builder("b").mptcpVersion(peersVersion).build())) {
            DirectLink.Pair pair = DirectLink.pair("link", "link", 1500);
            a.addLink(pair.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            b.addLink(pair.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            new Network(a, false).report(ours::add);
            new Network(b, false).report(peers::add);
            try (StreamListener listener = b.listen(new InetSocketAddress("10.0.1.2", 0));
                    StreamSocket client = a.connect(listener.local());
                    StreamSocket server = listener.accept(Duration.ofSeconds(20))) {
                client.outputStream().write(new byte[12_345]);
                assertEquals(12_345, server.inputStream().readNBytes(12_345).length);
                server.outputStream().write(7);
                assertEquals(7, client.inputStream().read());
            }
            assertTold(ours, spoken, "sent 12345, received 1");
            assertTold(peers, spoken, "sent 1, received 12345");
        }
    }

    private static void assertTold(BlockingQueue<String> told, String spoken, String bytes) throws InterruptedException {
        String line = told.poll(20, TimeUnit.SECONDS);
        assertTrue(line != null, "nothing was told");
        assertTrue(line.contains(", " + spoken) && line.contains(bytes), line);
    }
}
