package mptcp.interop.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Holds a dialogue with a subject, at the same pace with each. */
final class Play {
    /** What a step takes, for what comes of it at once. */
    private static final long STEP_NS = 12_000_000;

    private Play() {}

    static Transcript of(Dialogue dialogue, Topology topology, Subject subject) {
        ScriptedPeer peer = new ScriptedPeer(topology);
        List<Transcript.Step> steps = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < dialogue.steps().size(); i++) {
            String line = dialogue.steps().get(i);
            peer.step(i);
            String reply = "";
            long wait = STEP_NS;
            if (line.startsWith("<")) {
                subject.inject(peer.packet(line));
            } else if (line.startsWith("+")) {
                wait = Long.parseLong(line.substring(1)) * 1_000_000;
            } else {
                reply = Replies.text(line, subject.ask(line));
                if (line.startsWith("sys") || line.startsWith("poll") || line.startsWith("epoll_wait")) {
                    began = Math.max(began, System.nanoTime()); // programs take their time
                }
            }
            long until = began + wait;
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            List<Transcript.Packet> packets = new ArrayList<>();
            for (Subject.Sent each : subject.drain()) {
                String text = peer.text(each.packet());
                if (text != null) {
                    packets.add(new Transcript.Packet(Math.max(0, each.atNs() - began) / 1e6, text));
                }
            }
            steps.add(new Transcript.Step(line, reply, packets));
            began = Math.max(until, System.nanoTime() - STEP_NS);
        }
        return new Transcript(steps);
    }
}
