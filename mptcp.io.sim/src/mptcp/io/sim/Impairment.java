package mptcp.io.sim;

/**
 * The engine of one hop: a queue that drains at a rate, then a wire with a delay, and what goes wrong on it.
 *
 * <p>A packet takes its number when it enters; every draw about it is a function of the stream's name and that number,
 * so that one impairment never changes what another does to which packet. Loss happens on the wire: a lost packet has
 * used its share of the rate.
 */
final class Impairment {
    /** Where packets go to. Both take over the packet. */
    interface Output {
        void passed(Hop hop, Packet packet, long nowNs);

        void dropped(Hop hop, DropReason reason, Packet packet, long nowNs);
    }

    private static final long NS_PER_S = 1_000_000_000;
    private static final DropReason[] REASONS = DropReason.values();

    private final Hop hop;
    private final EventQueue events;
    private final PacketPool pool;
    private final Output output;
    private final EventQueue.Handler onSent = this::sent;
    private final EventQueue.Handler onFirstArrived = this::firstArrived;
    private final EventQueue.Handler onArrived = this::arrived;
    private final PacketDamage damage = new PacketDamage();
    private final BurstState burstState;
    private final NamedStream loss;
    private final NamedStream reorder;
    private final NamedStream duplicate;
    private final NamedStream corrupt;
    private final NamedStream corruptPlace;
    private final NamedStream flip;
    private final NamedStream flipPlace;
    private final NamedStream jitter;
    private final NamedStream unevenness;
    private final long mostUnevenNs;

    private final NamedStream aqmDraws;
    private final NamedStream attempts;
    private final NamedStream backoff;

    /** Of what waits; the spec may have been changed meanwhile. */
    private Aqm aqm = Aqm.NONE;
    private Discipline waiting = new DropTail();
    /** By disciplines that are gone. */
    private long markedBefore;
    private final DeliveryClock deliveries = new DeliveryClock();
    /** Those on the wire that arrive in the order in which they were sent. Only the first has an event in the queue. */
    private final PacketFifo wire = new PacketFifo();
    private boolean sending;
    private long remainder;
    private long remainderRate;
    private long lastArrivalNs = Long.MIN_VALUE;

    private long entered;
    private long enteredBytes;
    private long delivered;
    private long deliveredBytes;
    private final long[] drops = new long[REASONS.length];
    private long duplicated;
    private long reordered;
    private long corrupted;
    private long flipped;
    private long maxWaitingBytes;
    private int inFlight;

    /**
     * Makes the engine of a hop.
     *
     * @param seed with the name and the direction, what all random decisions follow from
     * @param mostUnevenNs see {@link Network#unevenness}
     */
    Impairment(Hop hop, long seed, String link, String direction, EventQueue events, PacketPool pool, Output output,
            long mostUnevenNs) {
        this.mostUnevenNs = mostUnevenNs;
        this.hop = hop;
        this.events = events;
        this.pool = pool;
        this.output = output;
        burstState = new BurstState(
                new NamedStream(seed, link, direction, "burst-state"),
                new NamedStream(seed, link, direction, "burst-loss"));
        loss = new NamedStream(seed, link, direction, "loss");
        reorder = new NamedStream(seed, link, direction, "reorder");
        duplicate = new NamedStream(seed, link, direction, "duplicate");
        corrupt = new NamedStream(seed, link, direction, "corrupt");
        corruptPlace = new NamedStream(seed, link, direction, "corrupt-place");
        flip = new NamedStream(seed, link, direction, "flip");
        flipPlace = new NamedStream(seed, link, direction, "flip-place");
        jitter = new NamedStream(seed, link, direction, "jitter");
        unevenness = new NamedStream(seed, link, direction, "unevenness");
        aqmDraws = new NamedStream(seed, link, direction, "aqm");
        attempts = new NamedStream(seed, link, direction, "attempts");
        backoff = new NamedStream(seed, link, direction, "backoff");
        hop.engine(this);
    }

    /** Takes a packet in, or drops it. */
    void offer(Packet packet, long nowNs) {
        LinkSpec spec = hop.spec();
        packet.number = entered++;
        enteredBytes += packet.length();
        packet.inBurst = burstState.lost(spec.bursts(), packet.number);
        if (hop.takeDropRequest()) {
            drop(DropReason.REQUESTED, packet, nowNs);
        } else if (!spec.up()) {
            drop(DropReason.DOWN, packet, nowNs);
        } else if (packet.segmentSize() == 0 && packet.length() > spec.mtu()) {
            drop(DropReason.MTU, packet, nowNs);
        } else if (sending || isManaged(spec)) {
            queue(spec, packet, nowNs);
        } else if (spec.rateBps() == 0 && hop.deliveries() == null) {
            inFlight++;
            propagate(spec, packet, nowNs);
        } else {
            remainder = 0;
            inFlight++;
            send(spec, packet, nowNs);
        }
    }

    /** Whether the queue's management sees all packets, also those that need not wait. */
    private boolean isManaged(LinkSpec spec) {
        if (spec.aqm() != aqm && !spec.aqm().equals(aqm)) {
            manage(spec);
        }
        return aqm != Aqm.NONE && (spec.rateBps() > 0 || hop.deliveries() != null);
    }

    /** Another management takes over what waits. */
    private void manage(LinkSpec spec) {
        Discipline former = waiting;
        aqm = spec.aqm();
        waiting = new DropTail();
        for (Packet p = former.dequeue(0); p != null; p = former.dequeue(0)) { // at 0 nothing has waited too long
            waiting.enqueue(p, p.queuedNs);
        }
        markedBefore += former.marked();
        Fifo held = (Fifo) waiting;
        long packetNs = spec.rateBps() == 0 ? 0 : 8L * spec.mtu() * NS_PER_S / spec.rateBps();
        waiting = Discipline.of(aqm, aqmDraws, packetNs, (p, nowNs) -> drop(DropReason.AQM, p, nowNs));
        for (Packet p = held.take(); p != null; p = held.take()) {
            if (!waiting.enqueue(p, p.queuedNs)) {
                drop(DropReason.AQM, p, p.queuedNs);
            }
        }
    }

    private void queue(LinkSpec spec, Packet packet, long nowNs) {
        while (isFull(spec, packet)) {
            if (!waiting.makeRoom(nowNs)) {
                drop(DropReason.QUEUE, packet, nowNs);
                return;
            }
        }
        if (!waiting.enqueue(packet, nowNs)) {
            drop(DropReason.AQM, packet, nowNs);
            return;
        }
        maxWaitingBytes = Math.max(maxWaitingBytes, waiting.bytes());
        if (!sending) {
            remainder = 0;
            next(spec, nowNs);
        }
    }

    private boolean isFull(LinkSpec spec, Packet packet) {
        return spec.queueBytes() > 0 && waiting.bytes() + packet.length() > spec.queueBytes()
                || spec.queuePackets() > 0 && waiting.packets() >= spec.queuePackets();
    }

    /** Begins to send what waits, if anything does. */
    private void next(LinkSpec spec, long nowNs) {
        Packet following = waiting.dequeue(nowNs);
        if (following == null) {
            sending = false;
        } else {
            inFlight++;
            send(spec, following, nowNs);
        }
    }

    /** Begins to send: the fraction of a nanosecond that a packet takes too long is saved at the next one. */
    private void send(LinkSpec spec, Packet packet, long nowNs) {
        long rate = spec.rateBps();
        if (rate != remainderRate) {
            remainder = 0;
            remainderRate = rate;
        }
        sending = true;
        long duration = 0;
        DeliveryTrace trace = hop.deliveries();
        if (trace != null) {
            duration = deliveries.sent(trace, packet.length() + spec.overheadBytes(), nowNs) - nowNs;
        } else if (rate > 0) {
            long work = 8L * (packet.length() + spec.overheadBytes()) * NS_PER_S + remainder;
            duration = work / rate;
            remainder = work % rate;
        }
        events.add(nowNs + attempts(spec, packet, duration), onSent, packet);
    }

    /** How long it takes with what the link layer repeats; the packet remembers if that gave up. */
    private long attempts(LinkSpec spec, Packet packet, long once) {
        Retries retries = spec.retries();
        long time = once;
        for (int i = 0; attempts.happens(packet.number * Retries.MOST + i, retries.failure()); i++) {
            if (i == retries.most()) {
                packet.inBurst = true;
                return time;
            }
            time += once + retries.backoffNs(i, backoff.unit(packet.number * Retries.MOST + i));
        }
        return time;
    }

    private void sent(Packet packet, long nowNs) {
        LinkSpec spec = hop.spec();
        isManaged(spec);
        next(spec, nowNs);
        propagate(spec, packet, nowNs);
    }

    private void propagate(LinkSpec spec, Packet packet, long nowNs) {
        long n = packet.number;
        if (packet.inBurst || loss.happens(n, spec.loss())) {
            inFlight--;
            drop(packet.inBurst ? DropReason.BURST : DropReason.LOSS, packet, nowNs);
            return;
        }
        Packet twin = duplicate.happens(n, spec.duplicate()) ? pool.copy(packet) : null;
        if (corrupt.happens(n, spec.corrupt()) && damage.corrupt(packet, corruptPlace.bits(n))) {
            corrupted++;
        }
        if (flip.happens(n, spec.flip()) && damage.flipPayload(packet, flipPlace.bits(n))) {
            flipped++;
        }
        long delay = delayNs(spec, n);
        boolean late = reorder.happens(n, spec.reorder());
        launch(spec, packet, delay, late, nowNs);
        if (twin != null) {
            duplicated++;
            inFlight++;
            launch(spec, twin, delay, late, nowNs);
        }
        reordered += late ? 1 : 0;
    }

    private long delayNs(LinkSpec spec, long number) {
        long delay = spec.delayNs() + unevenNs(spec, number);
        if (spec.jitterNs() == 0) {
            return delay;
        }
        long variation = Math.round((2 * jitter.unit(number) - 1) * spec.jitterNs());
        return Math.max(0, delay + variation);
    }

    private long unevenNs(LinkSpec spec, long number) {
        if (mostUnevenNs == 0 || spec.rateBps() == 0) {
            return 0;
        }
        return (long) (unevenness.unit(number) * Math.min(mostUnevenNs, 8L * spec.mtu() * NS_PER_S / spec.rateBps()));
    }

    private void launch(LinkSpec spec, Packet packet, long delayNs, boolean late, long nowNs) {
        if (late) {
            events.add(nowNs + delayNs + spec.reorderDelayNs(), onArrived, packet);
            return;
        }
        lastArrivalNs = Math.max(lastArrivalNs, nowNs + delayNs);
        packet.arrivalNs = lastArrivalNs;
        packet.turn = events.turn();
        wire.add(packet);
        if (wire.size() == 1) {
            events.add(packet.arrivalNs, packet.turn, onFirstArrived, packet);
        }
    }

    private void firstArrived(Packet packet, long nowNs) {
        wire.poll();
        Packet following = wire.peek();
        if (following != null) {
            events.add(following.arrivalNs, following.turn, onFirstArrived, following);
        }
        arrived(packet, nowNs);
    }

    private void arrived(Packet packet, long nowNs) {
        inFlight--;
        if (!hop.spec().up()) {
            drop(DropReason.DOWN, packet, nowNs);
            return;
        }
        delivered++;
        deliveredBytes += packet.length();
        output.passed(hop, packet, nowNs);
    }

    private void drop(DropReason reason, Packet packet, long nowNs) {
        drops[reason.ordinal()]++;
        output.dropped(hop, reason, packet, nowNs);
    }

    private long drops(DropReason reason) {
        return drops[reason.ordinal()];
    }

    HopStatistics statistics() {
        return new HopStatistics(entered, enteredBytes, delivered, deliveredBytes, drops(DropReason.QUEUE),
                drops(DropReason.LOSS), drops(DropReason.BURST), drops(DropReason.DOWN), drops(DropReason.REQUESTED),
                drops(DropReason.MTU), drops(DropReason.AQM), markedBefore + waiting.marked(), duplicated, reordered,
                corrupted, flipped, waiting.packets(), waiting.bytes(), maxWaitingBytes, inFlight);
    }
}
