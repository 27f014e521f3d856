package mptcp.interop.dialogue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers as they are compared: without ports that are chosen, and structures by those fields that are no matter of chance. */
final class Replies {
    private static final Set<String> COUNTED = Set.of(("MPCapableSYNRX MPCapableSYNTX MPCapableSYNACKRX MPCapableACKRX MPCapableFallbackACK MPCapableFallbackSYNACK "
            + "MPCapableSYNTXDrop MPCapableSYNTXDisabled MPCapableEndpAttempt MPFallbackTokenInit MPTCPRetrans "
            + "MPJoinNoTokenFound MPJoinSynRx MPJoinSynBackupRx MPJoinSynAckRx MPJoinSynAckBackupRx MPJoinSynAckHMacFailure "
            + "MPJoinAckRx MPJoinAckHMacFailure MPJoinRejected MPJoinSynTx MPJoinSynTxCreatSkErr MPJoinSynTxBindErr "
            + "MPJoinSynTxConnectErr DSSNotMatching DSSCorruptionFallback DSSCorruptionReset InfiniteMapTx InfiniteMapRx "
            + "DSSNoMatchTCP DataCsumErr NoDSSInWindow AddAddr AddAddrTx AddAddrTxDrop EchoAdd EchoAddTx EchoAddTxDrop "
            + "PortAdd AddAddrDrop MPJoinPortSynRx MPJoinPortSynAckRx MPJoinPortAckRx MismatchPortSynRx MismatchPortAckRx "
            + "RmAddr RmAddrDrop RmAddrTx RmAddrTxDrop RmSubflow MPPrioTx MPPrioRx MPFailTx MPFailRx MPFastcloseTx "
            + "MPFastcloseRx MPRstTx MPRstRx SubflowStale SubflowRecover RcvWndConflictUpdate RcvWndConflict MPCurrEstab "
            + "Blackhole MPCapableDataFallback MD5SigFallback DssFallback SimultConnectFallback FallbackFailed WinProbe ").split(" "));

    private static final int MPTCP_INFO = 96;

    private Replies() {}

    static String text(String request, String reply) {
        if (request.startsWith("sys ")) {
            String[] told = reply.split(" ");
            if (told.length > 2 && request.startsWith("sys nstat -asz")) {
                return counters(new String(HexFormat.of().parseHex(told[2]), StandardCharsets.US_ASCII));
            }
            return told[0] + " " + (told.length > 1 ? told[1] : "");
        }
        String[] w = request.split(" ");
        if (w[0].equals("accept") && reply.startsWith("= ")) {
            String[] told = reply.split(" "); // an address has more than one way to be written
            return told[0] + " " + told[1] + " " + ScriptedPeer.literal(told[2]).getHostAddress() + " " + told[3];
        }
        if (w[0].equals("getsockopt") && w[2].equals("6") && w[3].equals("11") && reply.startsWith("= 0 ") && w[4].equals("248")) {
            return tcpInfo(HexFormat.of().parseHex(reply.substring(4)));
        }
        if (w[0].equals("getsockopt") && w[2].equals("284") && w[3].equals("1") && reply.startsWith("= 0 ") && reply.length() >= 4 + 2 * MPTCP_INFO) {
            return mptcpInfo(HexFormat.of().parseHex(reply.substring(4)));
        }
        return reply;
    }

    /** Without token and times; numbers of the stream, which begin anywhere, as how much is under way. */
    private static String mptcpInfo(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder("mptcp_info");
        String[] octets = {"subflows", "signals", "accepted", "subflows_max", "signals_max", "accepted_max"};
        for (int i = 0; i < octets.length; i++) {
            put(text, octets[i], b.get(i) & 0xff);
        }
        put(text, "flags", b.getInt(8));
        put(text, "queued", b.getLong(16) - b.getLong(24));
        put(text, "locals", b.get(40) & 0xff);
        put(text, "locals_max", b.get(41) & 0xff);
        put(text, "csum", b.get(42) & 0xff);
        String[] counts = {"retransmitted", "sent", "received", "acked"};
        for (int i = 0; i < counts.length; i++) {
            put(text, counts[i], b.getLong(48 + Long.BYTES * i));
        }
        put(text, "total", b.get(80) & 0xff);
        return text.toString();
    }

    /** Those of Multipath TCP that the kernel has, and that are not zero, but for how buffers are kept. */
    private static String counters(String output) {
        return output.lines().map(line -> line.strip().split(" +"))
                .filter(w -> w.length > 1 && w[0].startsWith("MPTcpExt") && !w[1].equals("0") && COUNTED.contains(w[0].substring(8)))
                .map(w -> w[0].substring(8) + "=" + w[1]).sorted().collect(Collectors.joining(" ", "counters ", ""));
    }

    /** Without what follows from what the kernel's buffers cost it. */
    static String comparable(String reply) {
        return reply.startsWith("info") ? reply.replaceAll(" (rcvssthresh|rcvspace|rcvwnd)=\\d+", "") : reply;
    }

    private static String tcpInfo(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder("info");
        String[] octets = {"state", "ca", "retransmits", "probes", "backoff", "options", "scales"};
        for (int i = 0; i < octets.length; i++) {
            put(text, octets[i], b.get(i) & 0xff);
        }
        put(text, "sndmss", b.getInt(16));
        put(text, "rcvmss", b.getInt(20));
        put(text, "unacked", b.getInt(24));
        put(text, "sacked", b.getInt(28));
        put(text, "lost", b.getInt(32));
        put(text, "retrans", b.getInt(36));
        put(text, "pmtu", b.getInt(60));
        put(text, "rcvssthresh", b.getInt(64));
        put(text, "ssthresh", b.getInt(76));
        put(text, "cwnd", b.getInt(80));
        put(text, "advmss", b.getInt(84));
        put(text, "reordering", b.getInt(88));
        put(text, "rcvspace", b.getInt(96));
        put(text, "total", b.getInt(100));
        put(text, "acked", b.getLong(120));
        put(text, "received", b.getLong(128));
        put(text, "out", b.getInt(136));
        put(text, "in", b.getInt(140));
        put(text, "notsent", b.getInt(144));
        put(text, "datain", b.getInt(152));
        put(text, "dataout", b.getInt(156));
        put(text, "delivered", b.getInt(192));
        put(text, "deliveredce", b.getInt(196));
        put(text, "sent", b.getLong(200));
        put(text, "resent", b.getLong(208));
        put(text, "dsack", b.getInt(216));
        put(text, "reord", b.getInt(220));
        put(text, "ooo", b.getInt(224));
        put(text, "sndwnd", b.getInt(228));
        put(text, "rcvwnd", b.getInt(232));
        return text.toString();
    }

    private static void put(StringBuilder text, String name, long value) {
        text.append(' ').append(name).append('=').append(value);
    }
}
