package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import mptcp.api.socket.WireProfile;
import mptcp.program.CommandLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The other wire profile, version 0, and the command line. */
@Timeout(60)
final class ProfilesTest {
    @RegisterExtension
    final TwoAgents agents = new TwoAgents(WireProfile.BSD, 0);

    @Test
    void synOfTheBsdProfileAndVersion0() {
        agents.wire.cut = true;
        agents.left.ask("key next 0123456789abcdef");
        agents.left.number("socket inet 2049 mptcp");
        agents.left.ask("connect 3 10.0.0.2 80");
        byte[] syn = agents.wire.left.sent.getFirst();
        String options = Packets.options(syn);
        assertTrue(options.startsWith("020405b4" + "01030306" + "0402" + "080a"), options);
        assertTrue(options.endsWith("1e0c0001" + "0123456789abcdef"), options);
        assertEquals((short) 0xffff, ByteBuffer.wrap(syn).getShort(34), "window");
    }

    @Test
    void optionsOfFreeBsd() {
        agents.wire.cut = true;
        agents.left.number("socket inet 2049 tcp");
        assertEquals("= 0 4b000000", agents.left.ask("getsockopt 3 6 128 4"), "TCP_KEEPINIT: 75 s");
        assertEquals("= 0", agents.left.ask("setsockopt 3 6 8 4 01000000"), "TCP_NOOPT");
        assertEquals("= 0 01000000", agents.left.ask("getsockopt 3 6 8 4"));
        assertEquals("= 0", agents.left.ask("setsockopt 3 6 128 4 01000000"));
        assertEquals("! EINVAL", agents.left.ask("setsockopt 3 6 128 4 ffffffff"));
        agents.left.ask("connect 3 10.0.0.2 80");
        assertEquals("", Packets.options(agents.wire.left.sent.getFirst()));
        assertEquals("= 1 " + (1 | 4 | 8 | 16 | 64 | 256 | 8192), agents.left.ask("poll -1 3:0x2145"), "it was given up");
        assertEquals("= 0 6e000000", agents.left.ask("getsockopt 3 1 4 4"), "SO_ERROR: ETIMEDOUT");
        assertEquals("! ECONNREFUSED", agents.left.ask("connect 3 10.0.0.2 80"), "a socket connects once");
    }

    /** Tools prepare a machine by these; what there is not is refused. */
    @Test
    void valuesOfFreeBsd() {
        assertEquals("0", agents.left.ask("sys sysctl net.inet.tcp.ecn.enable=0 net.inet.tcp.cc.cubic.minor=1 kern.hz=1000").split(" ")[1]);
        assertEquals("1", agents.left.ask("sys sysctl net.inet.tcp.nothing=0").split(" ")[1]);
        assertEquals("0\n", agents.left.command("sysctl -n net.inet.tcp.ecn.enable"));
        assertEquals("1000\n", agents.left.command("sysctl -n net.inet.tcp.rexmit_initial"));
        agents.left.command("sysctl net.inet.tcp.rfc1323=0 net.inet.tcp.sack.enable=0 net.inet.tcp.recvspace=10000");
        agents.left.number("socket inet 2049 tcp");
        assertEquals("= 0", agents.left.ask("setsockopt 3 6 8192 36 " + "66726565627364" + "00".repeat(29)), "TCP_FUNCTION_BLK");
        assertEquals("! ENOPROTOOPT", agents.left.ask("setsockopt 3 6 8194 4 01000000"));
        agents.left.ask("connect 3 10.0.0.2 80");
        byte[] syn = agents.wire.left.sent.getFirst();
        assertEquals("020405b4", Packets.options(syn));
        assertEquals((short) 10_000, ByteBuffer.wrap(syn).getShort(34), "window");
    }

    @Test
    void aSecondConnectOfFreeBsd() {
        agents.left.number("socket inet 2049 tcp");
        agents.wire.cut = true;
        assertEquals("! EINPROGRESS", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals("! EALREADY", agents.left.ask("connect 3 10.0.0.2 80"));
        agents.left.ask("close 3");
        agents.wire.cut = false;
        agents.right.number("socket inet 1 tcp");
        agents.right.ask("bind 3 10.0.0.2 80");
        agents.right.ask("listen 3 5");
        agents.left.number("socket inet 2049 tcp");
        assertEquals("! EINPROGRESS", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals("= 1 4", agents.left.ask("poll -1 3:4"));
        assertEquals("! EISCONN", agents.left.ask("connect 3 10.0.0.2 80"), "not the outcome of the first");
    }

    @Test
    void version0CarriesData() {
        int fd = agents.connect("mptcp");
        assertEquals("0", agents.left.facts("info 3").get("mptcp_version"));
        assertEquals("static", agents.left.facts("info 3").get("path"), "the report's path manager");
        agents.left.ask("pattern 3 tx 5");
        agents.right.ask("pattern %d rx 5", fd);
        agents.left.number("write 3 50000");
        assertEquals("= 50000 ok", agents.right.ask("recv %d 50000 256", fd));
    }

    @Test
    void aRehearsalNeedsNothing() {
        assertEquals(0, Main.run(System.out, System.err, "--rehearse"));
    }

    /** What is read without picocli is read by it in the same way. */
    @Test
    void plainLinesAreReadAsOthers() {
        List<String> all = List.of("--ctl", "--tun", "--local", "--mtu", "--mptcp", "a", "1", "", "x=y", "'q'", "a b", "@none", "-x", "--",
                "--help");
        Random random = new Random(8);
        int plainOnes = 0;
        for (int i = 0; i < 2_000; i++) {
            String[] args = random.ints(random.nextInt(5), 0, all.size()).mapToObj(all::get).toArray(String[]::new);
            var plain = Options.plain(args);
            if (plain != null) {
                assertEquals(Options.read(args), plain, () -> List.of(args).toString());
                plainOnes += args.length > 0 ? 1 : 0;
            }
        }
        assertTrue(plainOnes > 50, plainOnes + " plain lines");
    }

    @Test
    void commandLine() {
        Options options = Options.parse("--ctl", "/tmp/x", "--tun", "tun9", "--local", "10.0.0.1/24,fd00::1/64",
                "--mptcp", "v0", "--profile", "bsd", "--mtu", "9000");
        assertEquals(9000, options.mtu());
        assertEquals(2, options.setup().addresses().size());
        assertEquals(0, options.setup().version());
        assertTrue(options.setup().enabled());
        assertEquals(9000, Options.parse("--ctl=/tmp/x", "--tun", "tun9", "--local=10.0.0.1/24", "--mtu=9000").mtu());
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--ctl", "x"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--profile", "dos"));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        assertEquals(2, Main.run(new PrintStream(out), new PrintStream(err), "--nonsense"));
        assertTrue(err.toString().contains("--nonsense"));
        assertEquals(0, Main.run(new PrintStream(out), new PrintStream(err), "--help"));
        assertTrue(out.toString().startsWith("Usage: ./mptcp agent"));
    }

    @Test
    void itsPageTellsEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/agent.md"));
        assertEquals(List.of(), CommandLines.words(Options.line()).stream().filter(word -> !page.contains(word)).toList());
    }
}
