package mptcp.lab;

/**
 * What a lab is to look like. Immutable; start from {@link #DEFAULT}.
 *
 * @param paths how many, 1 to 8
 * @param direct whether the TUN devices end in the kernel host itself, with no wire between: the fewest hops
 * @param mtu bytes, of TUN and wire
 * @param superSegments whether our links exchange super-segments with the kernel
 * @param checksums whether the kernel asks for DSS checksums
 * @param endpoints what the kernel's path manager does with its addresses but the first: {@code signal} announces them,
 *     {@code subflow} starts subflows from them, {@code fullmesh} too and to all addresses announced; empty: nothing
 * @param emulated whether the wires are TUN devices too, two for each path, which a program has to join: it then decides
 *     about rate, delay and loss, of what the kernel's own connections send as well. Not in a direct lab
 * @param devices what the names of our devices begin with; the number of the path follows
 * @param ethernet whether our links are the user host's ends of the wires themselves, Ethernet interfaces that we share with its
 *     kernel, and there are no TUN devices
 */
public record LabOptions(int paths, boolean direct, int mtu, boolean superSegments, boolean checksums,
        String endpoints, boolean emulated, String devices, boolean ethernet) {
    static final int MOST_PATHS = 8;
    private static final int LEAST_MTU = 1280;
    private static final int LARGEST_MTU = 65_535;

    public static final LabOptions DEFAULT = new LabOptions(2, false, 1500, false, false, "signal",
            false, "tun", false);

    public LabOptions {
        check(paths >= 1 && paths <= MOST_PATHS, "a lab has 1 to 8 paths, not " + paths);
        check(mtu >= LEAST_MTU && mtu <= LARGEST_MTU, "the MTU must be 1280 (IPv6) to 65535, not " + mtu);
        check(!direct || !emulated, "a direct lab has no wires that could be emulated");
        check(!ethernet || !direct && !emulated, "only wires of the kernel's are Ethernet");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    public LabOptions paths(int value) {
        return new LabOptions(value, direct, mtu, superSegments, checksums, endpoints, emulated, devices, ethernet);
    }

    public LabOptions direct(boolean value) {
        return new LabOptions(paths, value, mtu, superSegments, checksums, endpoints, emulated, devices, ethernet);
    }

    public LabOptions mtu(int value) {
        return new LabOptions(paths, direct, value, superSegments, checksums, endpoints, emulated, devices, ethernet);
    }

    public LabOptions superSegments(boolean value) {
        return new LabOptions(paths, direct, mtu, value, checksums, endpoints, emulated, devices, ethernet);
    }

    public LabOptions checksums(boolean value) {
        return new LabOptions(paths, direct, mtu, superSegments, value, endpoints, emulated, devices, ethernet);
    }

    public LabOptions endpoints(String value) {
        return new LabOptions(paths, direct, mtu, superSegments, checksums, value, emulated, devices, ethernet);
    }

    public LabOptions emulated(boolean value) {
        return new LabOptions(paths, direct, mtu, superSegments, checksums, endpoints, value, devices, ethernet);
    }

    public LabOptions devices(String value) {
        return new LabOptions(paths, direct, mtu, superSegments, checksums, endpoints, emulated, value, ethernet);
    }

    /** Names the devices, too: {@code veth1} and so on, or {@code tun1}. */
    public LabOptions ethernet(boolean value) {
        return new LabOptions(paths, direct, mtu, superSegments, checksums, endpoints, emulated, value ? "veth" : "tun", value);
    }
}
