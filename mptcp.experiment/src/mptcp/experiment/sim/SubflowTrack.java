package mptcp.experiment.sim;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.inspect.SubflowSnapshot;

/** One subflow, from the first sight of it to the last. */
public final class SubflowTrack {
    /** What it was like at one moment. @param delivered bytes that had arrived, repeated ones too */
    public record Sample(long timeNs, SubflowSnapshot at, long delivered) {}

    private final int number;
    private final String path;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final List<Sample> samples = new ArrayList<>();
    private SubflowSnapshot last;

    SubflowTrack(int number, SubflowSnapshot first) {
        this.number = number;
        path = first.link();
        local = first.local();
        remote = first.remote();
        last = first;
    }

    void see(SubflowSnapshot s) {
        last = s;
    }

    void sample(long timeNs, SubflowSnapshot s, long delivered) {
        last = s;
        samples.add(new Sample(timeNs, s, delivered));
    }

    /** From 1, in the order in which subflows of the flow were seen. */
    public int number() {
        return number;
    }

    public String path() {
        return path;
    }

    public InetSocketAddress local() {
        return local;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    public List<Sample> samples() {
        return samples;
    }

    /** As it was when it was seen last. */
    public SubflowSnapshot last() {
        return last;
    }

    /** For people: {@code 1 path1}. */
    public String label() {
        return number + " " + path;
    }
}
