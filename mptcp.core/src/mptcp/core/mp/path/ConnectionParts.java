package mptcp.core.mp.path;

import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mp.data.DataReceiver;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.policy.PolicySet;

/** What every subflow of one connection is given: the parts that all of them share. */
public record ConnectionParts(Connection connection, PathEnv env, MpSession session, SocketSettings settings, SubflowSet subflows,
        LocalAddresses locals, RemoteAddresses remotes, DataSender tx, ReceiveBuffer rx, DataReceiver receiver, PolicySet policies,
        Counters counters, EventSink events, SubflowUpper upper) {}
