package mptcp.shell.demo;

import java.util.List;
import mptcp.api.socket.Stack;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.TransferHost;

/**
 * Where the demonstration takes place.
 *
 * @param paths the first is the one that is cut
 * @param client a stack of ours, which sends
 * @param server who receives
 */
record Stage(List<NetworkPath> paths, Stack client, TransferHost server) {}
