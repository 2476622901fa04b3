using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>What discovery counts since it started, at a time.</summary>
internal sealed class DiscoveryCounts(DateTimeOffset since)
{
    private long _bytesIn;
    private long _bytesOut;
    private long _datagrams;
    private long _lookups;
    private long _found;
    private long _foundForSubnets;

    /// <summary>A datagram came.</summary>
    public void Received(int bytes) => (_bytesIn, _datagrams) = (_bytesIn + bytes, _datagrams + 1);

    /// <summary>A datagram went out.</summary>
    public void Sent(int bytes) => _bytesOut += bytes;

    /// <summary>A lookup was to begin, and did or did not.</summary>
    public void LookupStarted(bool hasStarted) => _lookups += hasStarted ? 1 : 0;

    /// <summary>A peer was handed over, for a subnet or to reach the target.</summary>
    public void Found(bool isForSubnet)
    {
        _found++;
        _foundForSubnets += isForSubnet ? 1 : 0;
    }

    /// <summary>Gives the counts with how a machine stands.</summary>
    public DiscoveryStatus Status(DiscoveryMachine machine) => new(
        machine.Members.Count,
        machine.Sessions,
        machine.Lookups,
        _bytesIn,
        _bytesOut,
        _datagrams,
        _lookups,
        _found,
        _foundForSubnets,
        [.. Enum.GetValues<DropReason>().Select(reason => (reason.ToString(), machine.Dropped(reason)))])
    {
        Since = since,
    };
}
