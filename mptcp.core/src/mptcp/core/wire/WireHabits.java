package mptcp.core.wire;

import mptcp.api.socket.WireProfile;

/**
 * What a profile decides where the RFCs leave a choice, or where the system it is named after departs from them: the one table
 * of them. Code asks it for a habit and never for the profile. Times in nanoseconds. {@code docs/profiles.md} has a row for each.
 */
public record WireHabits(
        @Habit("Options of a SYN in FreeBSD's order and padding (mss, nop+wscale, sackOK+TS) instead of Linux's (mss, sackOK+TS, nop+wscale)")
        boolean freeBsdOptions,
        @Habit("Segments at the start of a connection that are acknowledged without delay")
        int quickAcks,
        @Habit("Nagle waits only while a segment that was not full is unacknowledged, instead of while any is")
        boolean nagleForSmallOnly,
        @Habit("How long cork holds a rest back while nothing is outstanding, a retransmission timeout at least; 0: as long as it is set")
        long corkNs,
        @Habit("What the peer's window admits at its end is sent however little it is, unless a small segment is unacknowledged, instead of waiting for room for more (RFC 9293 section 3.8.6.2.1)")
        boolean fillsWindow,
        @Habit("Multipath TCP: PSH on the last segment that the window admits, besides that which ends what was written")
        boolean pushesAtWindowEdge,
        @Habit("The window is told as the buffer has it, to the byte, instead of in steps of a segment")
        boolean exactWindow,
        @Habit("While our FIN is not acknowledged it goes with every acknowledgement, but for challenges")
        boolean finOnAcks,
        @Habit("A SYN to a peer whose segment size is not known carries as much data as this end's own segments, instead of 536 or 1220 bytes less options")
        boolean synDataByOwnSize,
        @Habit("A segment without timestamps is taken although they were negotiated, instead of being dropped (RFC 7323 section 3.2)")
        boolean takesBareSegments,
        @Habit("Segments that one acknowledgement may count for in slow start (RFC 3465's L); 0: as many as it acknowledges")
        int slowStartSegments,
        @Habit("In slow start the window grows as soon as the flight has reached half of it, instead of all of it")
        boolean growsFromHalfWindow,
        @Habit("Every round-trip sample weighs the same (1/8, and 1/4 of the variance), however many a round trip brings, instead of as much less (RFC 7323 appendix G)")
        boolean evenSamples,
        @Habit("ADD_ADDR and its echo go in a segment without DSS")
        boolean announcesWithoutDss,
        @Habit("Every RST of a Multipath TCP subflow carries MP_TCPRST, beside MP_FASTCLOSE too; reason 0 where there is none")
        boolean resetsTellReasons,
        @Habit("DATA_ACKs are as wide as the DSN of the mapping taken last in order; a DATA_FIN alone does not count. Otherwise: wide once the peer used a wide one anywhere")
        boolean acksAsWideAsMappings,
        @Habit("DATA_FIN is repeated by a timer of its own instead of the subflow's retransmission timeout: after so long, doubled from the second time on; 0: no")
        long dataFinTimeoutNs,
        @Habit("The proof of a join is repeated every two round trips, instead of after the subflow's retransmission timeout, doubled")
        boolean joinProofByRoundTrips,
        @Habit("DATA_FIN goes out on every subflow, and with all that is sent until it is acknowledged, instead of on one")
        boolean dataFinEverywhere,
        @Habit("The acknowledgement of the peer's DATA_FIN is a segment of its own, instead of riding on the FIN that it brings about")
        boolean dataFinAckedApart,
        @Habit("The third segment is repeated before a DATA_FIN that nothing was sent before")
        boolean keysBeforeDataFin,
        @Habit("A mapping of length 0 on a segment without payload is ignored, instead of being taken for the infinite mapping")
        boolean infiniteOnlyWithData,
        @Habit("MP_CAPABLE counts only with exactly H of the flags for algorithms, and the third segment's is looked at as the SYN's; otherwise H among others will do, and the keys of the third segment count alone")
        boolean strictCapable,
        @Habit("What refuses a join's segment without mapping acknowledges its bytes")
        boolean refusalAcknowledges,
        @Habit("Data on an established connection's only subflow that ended before it was accepted: writing fails at once, instead of waiting for another subflow")
        boolean endsUnaccepted,
        @Habit("A SYN of version 0 is answered by a host of version 1 unless the setting says otherwise")
        boolean answersVersion0,
        @Habit("TIME-WAIT answers every segment that acknowledges but the last acknowledgement again, and passes over all else, resets at the next number included (RFC 1337), which otherwise end it")
        boolean timeWaitAnswersAcks,
        @Habit("An opening that was asked for answers any SYN with its SYN/ACK (without ECN where that SYN offers none), and with a reset, which ends it, a SYN/ACK, what acknowledges anything else, and what acknowledges from outside the window (unless neither number is right); what lacks its timestamp or has an old one is passed over first. Where both ends opened at once a SYN that stands above the window's edge is passed over, and what stands beyond the window answered with the SYN/ACK")
        boolean synCache,
        @Habit("A SYN with FIN opens a connection, its FIN passed over, instead of being dropped")
        boolean synFinOpens,
        @Habit("A reset is measured by the last acknowledgement that was sent, instead of by what was received")
        boolean resetsAtLastAck,
        @Habit("The acknowledgement of a segment that lies before what is expected counts; without text, and with an old timestamp, it is not answered")
        boolean oldSegmentsAcknowledge,
        @Habit("A FIN behind the peer's FIN is passed over, instead of being acknowledged")
        boolean quietBehindFin,
        @Habit("Where the application is gone, text meets a reset wherever it lies or whether or not it acknowledges (one of its numbers has to be right), instead of in FIN-WAIT and within the window")
        boolean refusesBeforeWindow,
        @Habit("Closing with bytes that were not read resets (RFC 2525 section 2.17), instead of forgetting them")
        boolean closeResetsUnread,
        @Habit("A timeout is tried for being spurious by F-RTO, where SACK is in use (RFC 5682)")
        boolean frto,
        @Habit("How long an active open may take in all; 0: as long as SYNs are repeated")
        long connectTimeoutNs,
        @Habit("Keep-alive probes without an answer before the connection is given up")
        int keepAliveProbes,
        @Habit("SYNs that offer ECN before it is left out (RFC 3168 section 6.1.1.1)")
        int ecnSyns,
        @Habit("SYNs repeated at even intervals before these double")
        int linearSyns,
        @Habit("How often the SYN/ACK of an opening that was asked for is sent again before it is forgotten without a word; 0: as the settings say")
        int synAckRetries,
        @Habit("What is added to every retransmission timeout but the first of an opening, behind the doubling, and 30 ms before it at least; 0: the variance has a minimum instead")
        long rtoSlopNs,
        @Habit("Duplicates of what came out of order stay among the blocks that are reported, as FreeBSD's one list of six has them, until a block that touches them changes; otherwise each is told once (RFC 2883)")
        boolean listsDuplicates,
        @Habit("The receive buffer holds whole segments once their size is known, a window is rounded up to what its field counts by (in challenges, probes and TIME-WAIT down, and of the buffer as it is), and is told anew when it grew by a quarter of the buffer, or by two segments where the buffer is small or almost full")
        boolean bufferInSegments,
        @Habit("Plain and Multipath TCP: new data leaves in bursts of about a millisecond of the flow's rate, two segments at least, and the last of each has PSH besides what ends a write; what is sent again in bursts likewise")
        boolean burstPush,
        @Habit("No segment is larger than half of the largest window that the peer told")
        boolean halvesWindow,
        @Habit("A loss reduces the window instead of what is in flight (RFC 5681 equation 4)")
        boolean thresholdByWindow,
        @Habit("Acknowledgements wait for an application that answers soon, and else for more bytes than one segment of the peer's, instead of for every second segment")
        boolean interactiveAcks,
        @Habit("The first window is told in whole segments")
        boolean synWindowInSegments,
        @Habit("Segments that cannot be taken and bring no data are acknowledged once in so long; 0: ten in five seconds")
        long oddAckNs,
        @Habit("Plain TCP: data that comes after both directions were shut resets the connection, instead of being thrown away")
        boolean readShutRefuses,
        @Habit("In SYN-RECEIVED of a passive open an acknowledgement of what was never sent is answered with a reset wherever the segment stands, and a SYN in the window with one that ends the attempt, instead of silently")
        boolean resetsHalfOpen,
        @Habit("In SYN-SENT an acknowledgement that cannot be has the SYN sent again at once, the first time")
        boolean resendsSynAtOnce,
        @Habit("What refuses data that nobody is there to take, and the third segment of a join, is a reset without acknowledgement and timestamps, in Multipath TCP of reason 1 whatever was wrong; otherwise one of the connection's, and reason 3 where the HMAC was wrong")
        boolean refusesWithoutState,
        @Habit("A peer that answers nothing is given up without telling it, instead of by RST")
        boolean givesUpSilently,
        @Habit("What ICMP tells, be it that a network is unreachable or that time was exceeded, ends an attempt to connect; otherwise protocols, ports and what is prohibited do, and networks and hosts are tried on (RFC 1122 section 4.2.3.9)")
        boolean unreachableEndsSyn,
        @Habit("The SYN/ACK asks for DSS checksums only where this end's setting does, instead of saying back what the SYN asked for; they are used all the same")
        boolean asksForOwnChecksums,
        @Habit("A reset behind all that was acknowledged selectively counts as one at the next number")
        boolean resetsBehindSacks,
        @Habit("Plain TCP: the acknowledgement of a FIN behind data waits as one of data that is to be answered")
        boolean delaysFinAck,
        @Habit("A receive buffer of a fixed size says the window scale")
        boolean scaleByBuffer,
        @Habit("A tail loss probe (RFC 8985 section 7) waits 2 ms and two round trips, and where it would come with the retransmission timeout or later, it goes out then and the timeout follows it, unless other subflows wait for what the timeout tells; otherwise 10 ms at least, and not where the timeout comes first")
        boolean probesBeforeTimeouts,
        @Habit("What may be written ahead of what is sent (TCP_NOTSENT_LOWAT) is counted in buffers of 64 KiB, of half of the peer's largest window at most: one that was begun may be filled, instead of in bytes")
        boolean countsBuffers,
        @Habit("Segments with a signature (RFC 2385) that nobody asked for are dropped, instead of being taken as if they had none")
        boolean dropsSigned,
        @Habit("Small segments that are lost in a row are put together when they are sent again, unless a record ends between them")
        boolean collapses,
        @Habit("After an idle time the window halves for each retransmission timeout of it, down to the first window, instead of being that at once (RFC 5681 section 4.1)")
        boolean halvesWhenIdle,
        @Habit("Proportional rate reduction (RFC 6937) goes by the window, not by what was outstanding, and rounds up to whole segments")
        boolean reducesInSegments,
        @Habit("What is acknowledged selectively for the first time gives a round-trip sample where nothing else does")
        boolean samplesSacked,
        @Habit("Where the first segment that is outstanding was acknowledged selectively, the retransmission timeout comes after half a round trip, 10 ms at least")
        boolean hastensReneged,
        @Habit("A user timeout bounds how long the peer's window is probed, whether or not the peer answers, instead of how long it is silent")
        boolean timesOutProbing,
        @Habit("A join beyond the limits is answered, and refused when its third segment comes, instead of at its SYN")
        boolean refusesAtThirdSegment,
        @Habit("A subflow without data in flight whose address was withdrawn ends by FIN, behind an acknowledgement, instead of by RST")
        boolean withdrawsByFin,
        @Habit("A DATA_FIN that is repeated so soon after it was taken is not acknowledged again")
        long quietDataFinNs,
        @Habit("The infinite mapping that answers MP_FAIL counts from the next byte (or from an earlier one that has to leave after it) and goes with data, and the answer has a DATA_ACK; otherwise it counts from the last byte that was acknowledged, and goes with every segment until data has carried it")
        boolean infiniteFromNext,
        @Habit("Falling back is not told where no DSS was sent before: plain acknowledgements say it to a peer that has seen none. Otherwise the infinite mapping goes with all that is sent, until data has carried it")
        boolean quietFallback,
        @Habit("A mapping is of all that was given to a subflow in a row before any of it left, and each of its segments carries it, unless there are checksums; otherwise of what leaves as one packet")
        boolean longMappings,
        @Habit("Segments leave room for DATA_ACKs as wide as they are at the time, instead of for wide ones")
        boolean fitsDss,
        @Habit("Multipath TCP: data without a mapping on the only subflow, or with one that does not fit, ends Multipath TCP without a word, as plain TCP that counts from there; otherwise it waits for its mapping, and a fallback is told by an infinite mapping")
        boolean takesUnmapped,
        @Habit("Bytes of a mapping with a wrong checksum are acknowledged and delivered, and MP_FAIL is said once (where no checksum was right before: nothing), and answered with the DSN of the mapping that came last, where there is one subflow; otherwise they have to come again as plain TCP")
        boolean takesCorrupted,
        @Habit("A FIN on the only subflow without DATA_FIN is answered by FIN, instead of by RST: it could pass for the end of the stream")
        boolean finAnswersFin,
        @Habit("Multipath TCP: data that comes after the application has closed is acknowledged and thrown away, instead of resetting the connection")
        boolean throwsAwayLate,
        @Habit("After a fallback bytes that were not read are forgotten when the application closes, instead of resetting")
        boolean forgetsUnreadPlain,
        @Habit("This end's key in the peer's third segment is not looked at; otherwise a wrong one is refused")
        boolean trustsEchoedKey,
        @Habit("Joins to the first address are admitted though the SYN said that none is wanted")
        boolean admitsDeclined,
        @Habit("What opens a join resets it when its proof is answered by an acknowledgement without options, instead of repeating the proof")
        boolean plainProofResets,
        @Habit("Data beyond the window of the data level is acknowledged to its subflow and thrown away, instead of being refused on both levels")
        boolean acknowledgesBeyond,
        @Habit("With checksums a mapping is of several segments, too, which are acknowledged before it is known whether the checksum is right")
        boolean checksumsLongMappings,
        @Habit("A join's third segment is refused once either end has ended its direction of the stream, instead of when both have")
        boolean admitsWhileOpen,
        @Habit("Nagle goes by what the subflows acknowledged, where it is known, instead of by DATA_ACKs")
        boolean nagleBySubflows,
        @Habit("The proof of who joins is acknowledged again where it comes again before any data, instead of by what is sent next")
        boolean answersProofAgain,
        @Habit("An ADD_ADDR is echoed whatever it announces: also an address that cannot be joined, and one whose id stands for another")
        boolean echoesAny,
        @Habit("What a path manager closes, and the only subflow on an address that is withdrawn, ends by FIN behind an acknowledgement, instead of by RST")
        boolean closesInOrder,
        @Habit("A mapping that comes while another is under way has to be the same where that covers the segment; otherwise it may say the same of a part")
        boolean mapsOnce,
        @Habit("A join to a connection that has fallen back is answered, and refused when its third segment comes, instead of at its SYN")
        boolean refusesFallenLate,
        @Habit("The acknowledgement of a FIN that ends a subflow whose stream has ended waits as in plain TCP, unless there is more to say")
        boolean delaysSubflowFinAck,
        @Habit("A window that comes again with the same numbers counts only where it is larger, or shut")
        boolean keepsWindow,
        @Habit("The SYN/ACK that answers a SYN which crossed ours has all of our SYN's options, instead of those that both have")
        boolean crossesWithAllOptions,
        @Habit("An ADD_ADDR that leaves no room for timestamps, as one with an IPv6 address and a port, is not sent, instead of without them")
        boolean dropsLargeAnnouncements) {

    private static final long MS = 1_000_000;
    /** Ten days: no connection ends so slowly. */
    private static final long QUIET_FOR_EVER_NS = 864_000_000 * MS;

    /** Linux 6.18, as measured at the kernel. */
    private static final WireHabits LINUX = linux(false);
    private static final WireHabits LINUX_EXACT = linux(true);

    /** @param exact also where that takes what may be wrong, or throws away, rather than doubt the peer */
    private static WireHabits linux(boolean exact) {
        return new WireHabits(
                false, // freeBsdOptions
                16, // quickAcks
                true, // nagleForSmallOnly
                200 * MS, // corkNs
                true, // fillsWindow
                true, // pushesAtWindowEdge
                false, // exactWindow
                false, // finOnAcks
                true, // synDataByOwnSize
                true, // takesBareSegments
                0, // slowStartSegments
                true, // growsFromHalfWindow
                false, // evenSamples
                true, // announcesWithoutDss
                true, // resetsTellReasons
                true, // acksAsWideAsMappings
                200 * MS, // dataFinTimeoutNs
                true, // joinProofByRoundTrips
                true, // dataFinEverywhere
                true, // dataFinAckedApart
                false, // keysBeforeDataFin
                true, // infiniteOnlyWithData
                true, // strictCapable
                true, // refusalAcknowledges
                true, // endsUnaccepted
                false, // answersVersion0
                false, // timeWaitAnswersAcks
                false, // synCache
                false, // synFinOpens
                false, // resetsAtLastAck
                false, // oldSegmentsAcknowledge
                false, // quietBehindFin
                false, // refusesBeforeWindow
                true, // closeResetsUnread
                true, // frto
                0, // connectTimeoutNs
                9, // keepAliveProbes
                1, // ecnSyns
                4, // linearSyns
                0, // synAckRetries
                0, // rtoSlopNs
                false, // listsDuplicates
                false, // bufferInSegments
                true, // burstPush
                true, // halvesWindow
                true, // thresholdByWindow
                true, // interactiveAcks
                true, // synWindowInSegments
                500 * MS, // oddAckNs
                true, // readShutRefuses
                true, // resetsHalfOpen
                true, // resendsSynAtOnce
                true, // refusesWithoutState
                true, // givesUpSilently
                true, // unreachableEndsSyn
                true, // asksForOwnChecksums
                true, // resetsBehindSacks
                true, // delaysFinAck
                true, // scaleByBuffer
                true, // probesBeforeTimeouts
                true, // countsBuffers
                true, // dropsSigned
                true, // collapses
                true, // halvesWhenIdle
                true, // reducesInSegments
                true, // samplesSacked
                true, // hastensReneged
                true, // timesOutProbing
                true, // refusesAtThirdSegment
                true, // withdrawsByFin
                exact ? QUIET_FOR_EVER_NS : 300 * MS, // quietDataFinNs
                true, // infiniteFromNext
                true, // quietFallback
                true, // longMappings
                true, // fitsDss
                exact, // takesUnmapped
                exact, // takesCorrupted
                exact, // finAnswersFin
                exact, // throwsAwayLate
                exact, // forgetsUnreadPlain
                exact, // trustsEchoedKey
                exact, // admitsDeclined
                exact, // plainProofResets
                exact, // acknowledgesBeyond
                exact, // checksumsLongMappings
                exact, // admitsWhileOpen
                exact, // nagleBySubflows
                true, // answersProofAgain
                exact, // echoesAny
                exact, // closesInOrder
                exact, // mapsOnce
                exact, // refusesFallenLate
                exact, // delaysSubflowFinAck
                exact, // keepsWindow
                exact, // crossesWithAllOptions
                exact); // dropsLargeAnnouncements
    }

    /** FreeBSD 14 in TCP; in Multipath TCP, which it lacks, what the RFCs say first. */
    private static final WireHabits BSD = new WireHabits(
            true, // freeBsdOptions
            0, // quickAcks
            false, // nagleForSmallOnly
            0, // corkNs
            false, // fillsWindow
            false, // pushesAtWindowEdge
            true, // exactWindow
            true, // finOnAcks
            false, // synDataByOwnSize
            false, // takesBareSegments
            2, // slowStartSegments
            false, // growsFromHalfWindow
            true, // evenSamples
            false, // announcesWithoutDss
            false, // resetsTellReasons
            false, // acksAsWideAsMappings
            0, // dataFinTimeoutNs
            false, // joinProofByRoundTrips
            false, // dataFinEverywhere
            false, // dataFinAckedApart
            true, // keysBeforeDataFin
            false, // infiniteOnlyWithData
            false, // strictCapable
            false, // refusalAcknowledges
            false, // endsUnaccepted
            true, // answersVersion0
            true, // timeWaitAnswersAcks
            true, // synCache
            true, // synFinOpens
            true, // resetsAtLastAck
            true, // oldSegmentsAcknowledge
            true, // quietBehindFin
            true, // refusesBeforeWindow
            false, // closeResetsUnread
            false, // frto
            75_000 * MS, // connectTimeoutNs
            8, // keepAliveProbes
            2, // ecnSyns
            0, // linearSyns
            3, // synAckRetries
            200 * MS, // rtoSlopNs
            true, // listsDuplicates
            true, // bufferInSegments
            false, // burstPush
            false, // halvesWindow
            false, // thresholdByWindow
            false, // interactiveAcks
            false, // synWindowInSegments
            0, // oddAckNs
            false, // readShutRefuses
            false, // resetsHalfOpen
            false, // resendsSynAtOnce
            false, // refusesWithoutState
            false, // givesUpSilently
            false, // unreachableEndsSyn
            false, // asksForOwnChecksums
            false, // resetsBehindSacks
            false, // delaysFinAck
            false, // scaleByBuffer
            false, // probesBeforeTimeouts
            false, // countsBuffers
            false, // dropsSigned
            false, // collapses
            false, // halvesWhenIdle
            false, // reducesInSegments
            false, // samplesSacked
            false, // hastensReneged
            false, // timesOutProbing
            false, // refusesAtThirdSegment
            false, // withdrawsByFin
            0, // quietDataFinNs
            false, // infiniteFromNext
            false, // quietFallback
            false, // longMappings
            false, // fitsDss
            false, // takesUnmapped
            false, // takesCorrupted
            false, // finAnswersFin
            false, // throwsAwayLate
            false, // forgetsUnreadPlain
            false, // trustsEchoedKey
            false, // admitsDeclined
            false, // plainProofResets
            false, // acknowledgesBeyond
            false, // checksumsLongMappings
            false, // admitsWhileOpen
            false, // nagleBySubflows
            false, // answersProofAgain
            false, // echoesAny
            false, // closesInOrder
            false, // mapsOnce
            false, // refusesFallenLate
            false, // delaysSubflowFinAck
            false, // keepsWindow
            false, // crossesWithAllOptions
            false); // dropsLargeAnnouncements

    public static WireHabits of(WireProfile profile) {
        return switch (profile) {
            case LINUX -> LINUX;
            case LINUX_EXACT -> LINUX_EXACT;
            case BSD -> BSD;
        };
    }
}
