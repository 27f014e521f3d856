package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of the system as scripts call them. */
@Timeout(60)
final class CommandsTest {
    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "modprobe tcp_bbr|0|",
            "sysctl -q net.mptcp.enabled=1|0|",
            "sysctl net.mptcp.enabled|0|net.mptcp.enabled = 1",
            "/sbin/sysctl -w net.ipv4.tcp_sack=0|0|net.ipv4.tcp_sack = 0",
            "sysctl -n net.ipv4.tcp_syn_retries|0|6",
            "sysctl -w net.mptcp.enabled=yes|1|",
            "sysctl -q net.ipv4.tcp_no_such_thing=1|1|",
            "sysctl net.mptcp.no_such_thing|1|",
            "sysctl -q net.ipv4.tcp_autocorking=0; sysctl -n net.ipv4.tcp_autocorking|0|0",
            "sysctl -n net.ipv4.tcp_min_tso_segs|0|2",
            "sysctl net.ipv4.tcp_ecn=6|1|",
            "sysctl -n net.ipv4.tcp_mtu_probing|0|0",
            "sysctl -q net.ipv4.tcp_rmem='4096 65536 1000000' && sysctl -n net.ipv4.tcp_rmem|0|4096 65536 1000000",
            "sysctl net.ipv4.tcp_rmem='1 2'|1|",
            "sysctl -q net.ipv4.tcp_congestion_control=reno; sysctl -n net.ipv4.tcp_congestion_control|0|reno",
            "sysctl net.ipv4.tcp_congestion_control=nonsense|1|",
            "sysctl net.mptcp.enabled >/dev/null 2>&1|0|",
            "ip mptcp limits|0|add_addr_accepted 0 subflows 2",
            "ip mptcp limits set add_addr_accepted 4 subflows 3 && ip mptcp limits show"
                    + "|0|add_addr_accepted 4 subflows 3",
            "ip mptcp limits set subflows 99|2|",
            "ip mptcp endpoint add 10.0.0.9 dev tun0 signal; ip mptcp endpoint|0|10.0.0.9 id 1 signal",
            "ip mptcp endpoint add 10.0.0.9 port 99 subflow|255|",
            "ip mptcp endpoint delete id 3|2|",
            "ip mptcp endpoint add 10.0.0.9 id 7 laminar|1|",
            "ip mptcp endpoint add nowhere signal|1|",
            "ip mptcp endpoint change id 7 often|1|",
            "ip mptcp endpoint add 10.0.0.9 id 7 signal; ip mptcp endpoint change id 7 fullmesh|2|",
            "ip mptcp endpoint move|255|",
            "ip mptcp end|255|",
            "ip mptcp endpoint delete 10.0.0.9|255|",
            "ip mptcp endpoint delete id 0|255|",
            "ip mptcp endpoint delete id 0 10.0.0.1|0|",
            "ip mptcp endpoint add 10.0.0.9 id 7 signal; ip mptcp endpoint delete id 7 10.0.0.9|255|",
            "sysctl -n net.mptcp.available_schedulers|0|default",
            "sysctl -n net.mptcp.available_path_managers|0|kernel userspace",
            "sysctl net.mptcp.enabled=2|1|",
            "sysctl net.mptcp.checksum_enabled=2|1|",
            "sysctl net.mptcp.pm_type=2|1|",
            "sysctl net.mptcp.stale_loss_cnt=-1|1|",
            "sysctl net.mptcp.syn_retrans_before_tcp_fallback=256|1|",
            "ip mptcp endpoint add 10.0.0.9 id 7 subflow backup && ip mptcp endpoint change id 7 nobackup"
                    + " && ip mptcp endpoint show|0|10.0.0.9 id 7 subflow",
            "ip mptcp endpoint add 10.0.0.9 subflow; ip mptcp endpoint add 10.0.0.9 signal|2|",
            "ip mptcp endpoint add 10.0.0.9 subflow; ip mptcp endpoint flush; ip mptcp endpoint show|0|",
            "ip addr add 10.0.0.1/24 dev tun0|2|",
            "ip addr add 10.0.7.1/24 dev tun0|0|"})
    void commands(String line, int status, String output) {
        assertEquals(output == null ? "" : output, agents.left.command(line).strip());
        agents.left.ask("reset");
        assertEquals(Integer.toString(status), agents.left.ask("sys " + line).split(" ")[1]);
    }

    @Test
    void anAddressThatWasAddedCanBeBound() {
        agents.left.number("socket inet 1 tcp");
        assertEquals("! EADDRNOTAVAIL", agents.left.ask("bind 3 10.0.0.8 80"));
        agents.left.ask("sys ip addr add 10.0.0.8/24 dev tun0");
        assertEquals("= 0", agents.left.ask("bind 3 10.0.0.8 80"));
    }

    @Test
    void withoutMptcpThereAreNoSockets() {
        agents.left.ask("sys sysctl -q net.mptcp.enabled=0");
        assertEquals("! ENOPROTOOPT", agents.left.ask("socket inet 1 mptcp"));
        assertEquals("= 3", agents.left.ask("socket inet 1 tcp"));
    }

    @Test
    void settingsReachTheWire() {
        agents.left.ask("sys sysctl -q net.mptcp.checksum_enabled=1 net.ipv4.tcp_timestamps=0");
        agents.wire.cut = true;
        agents.left.number("socket inet 2049 mptcp");
        agents.left.ask("connect 3 10.0.0.2 80");
        byte[] syn = agents.wire.left.sent.getFirst();
        assertEquals("020405b4" + "01010402" + "01030308" + "1e040181", Packets.options(syn));
        agents.left.ask("reset");
        agents.left.number("socket inet 2049 mptcp");
        agents.left.ask("connect 3 10.0.0.2 80");
        String after = Packets.options(agents.wire.left.sent.getLast());
        assertTrue(after.startsWith("020405b4" + "0402" + "080a"), after);
        assertTrue(after.endsWith("01030308" + "1e040101"), after);
    }

    @Test
    void countersAreThoseSinceTheLastLook() {
        assertEquals("", agents.left.command("nstat -n"));
        assertTrue(agents.left.command("nstat -zjs").startsWith("{\"kernel\":{\"IpInReceives\":0,"));
        agents.connect("mptcp");
        String json = agents.left.command("nstat -zjs");
        assertTrue(json.contains("\"MPTcpExtMPCapableSYNTX\":1,"), json);
        assertTrue(json.contains("\"MPTcpExtMPCapableSYNACKRX\":1,"), json);
        assertTrue(json.strip().endsWith("}}"), json);
        assertEquals("{\"kernel\":{\"MPTcpExtMPCapableSYNRX\":1}}",
                agents.right.command("nstat -js MPTcpExtMPCapableSYN*").strip());
        agents.left.command("nstat -n");
        assertEquals("{\"kernel\":{\"MPTcpExtMPCapableSYNTX\":0}}",
                agents.left.command("nstat -zjs MPTcpExtMPCapableSYNTX").strip());
        assertEquals("{\"kernel\":{\"MPTcpExtMPCapableSYNTX\":1}}",
                agents.left.command("nstat -ajs MPTcpExtMPCapableSYNTX").strip());
        assertTrue(agents.left.command("nstat -as TcpActiveOpens")
                .matches("#kernel\nTcpActiveOpens {18}1 {18}0.0\n"));
    }

    @Test
    void ssListsConnections() {
        agents.connect("mptcp");
        String left = agents.left.command("ss -Mtn");
        assertTrue(left.lines().toList().getFirst().startsWith("Netid State"), left);
        assertEquals(3, left.lines().count(), left);
        assertTrue(left.contains("tcp   ESTAB      0      0"), left);
        assertTrue(left.contains("mptcp ESTAB      0      0"), left);
        assertTrue(left.contains("10.0.0.2:80"), left);
        assertFalse(agents.right.command("ss -Mtn").contains("LISTEN"));
        assertTrue(agents.right.command("ss -tln").contains("LISTEN     0      5"));
        assertEquals(1, agents.left.command("ss -MH").lines().count());
    }

    @Test
    void anEndpointIsAnnouncedAndJoined() {
        agents.right.ask("sys ip addr add 10.0.0.22/24 dev tun0");
        agents.right.ask("sys ip mptcp endpoint add 10.0.0.22 dev tun0 signal");
        agents.left.ask("sys ip mptcp limits set add_addr_accepted 1 subflows 1");
        int fd = agents.connect("mptcp");
        agents.left.number("write 3 1");
        agents.right.number("read %d 1", fd);
        agents.right.number("write %d 1", fd);
        agents.left.number("read 3 1");
        while (!agents.left.facts("info 3").get("subflows").equals("2")
                || !agents.left.facts("subflow 3 1").get("state").equals("ESTABLISHED")) {
            agents.left.ask("poll 20");
        }
        assertEquals("10.0.0.22", agents.left.facts("subflow 3 1").get("remote"));
        assertEquals("1", agents.left.facts("subflow 3 1").get("id_r"));
        agents.right.ask("sys ip mptcp endpoint delete id 1");
        while (!agents.left.facts("info 3").get("subflows").equals("1")) {
            agents.left.ask("poll 20");
        }
        assertTrue(agents.left.command("nstat -zjs").contains("\"MPTcpExtRmAddr\":1,"));
    }

    /** The three bits of the SYN: AE, CWR, ECE. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 3", "2, 0", "3, 7", "4, 3", "5, 0"})
    void whatTcpEcnOffers(int value, int bits) {
        agents.wire.cut = true;
        agents.left.command("sysctl -w net.ipv4.tcp_ecn=" + value);
        agents.left.number("socket inet 2049 tcp");
        agents.left.ask("connect 3 10.0.0.2 80");
        byte[] syn = agents.wire.left.sent.getFirst();
        assertEquals(bits, (syn[32] & 1) << 2 | syn[33] >> 6 & 3);
    }
}
