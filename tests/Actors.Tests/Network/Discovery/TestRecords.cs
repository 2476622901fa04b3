using System.Net;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Network.Discovery;

/// <summary>Records of nodes and settings of discovery for tests, on mainnet's configuration unless another is given.</summary>
internal static class TestRecords
{
    public static readonly ChainSpec Mainnet = Networks.Find("mainnet")!;

    public const Epoch Epoch = 411_500;

    public static NodeDiscoverySettings Settings(ChainSpec? spec = null, string host = "127.0.0.1", params string[] bootNodes) => new()
    {
        Spec = spec ?? Mainnet,
        GenesisValidatorsRoot = default,
        Schedule = new SlotSchedule(spec ?? Mainnet, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds()),
        IsEnabled = true,
        Host = IPAddress.Parse(host),
        Machine = DiscoverySettings.Devnet with { LearnsAddress = false },
        BootNodes = BootNodes.Parse(bootNodes),
        Record = new KeptInMemory(),
        FirstSequence = 1,
        SubnetPeers = 2,
        SearchInterval = TimeSpan.FromSeconds(1),
        OfferInterval = TimeSpan.FromMinutes(5),
        Datagrams = 64,
    };

    /// <summary>A node's record in an epoch, on some subnets, that can be dialled at an address unless its port is 0.</summary>
    public static Enr Of(
        NodeKey key, string address = "127.0.0.1", ushort port = 9000, int[]? attestation = null, int[]? sync = null, ulong custody = 4,
        Epoch epoch = Epoch, Action<EnrBuilder>? more = null)
    {
        var builder = new EnrBuilder().SetAddress(IPAddress.Parse(address)).Set(EnrKeys.Udp, 9000);
        if (port > 0)
        {
            builder.Set(EnrKeys.Tcp, port);
        }

        new LocalFields(Mainnet, default, MetaDataOf(attestation ?? [], sync ?? [], custody)).Set(builder, epoch);
        more?.Invoke(builder);
        return builder.Build(key, 1, out _)!;
    }

    public static MetaData MetaDataOf(int[] attestation, int[] sync, ulong custody) => new()
    {
        Attnets = BitList.Create([.. Enumerable.Range(0, 64).Select(attestation.Contains)]),
        Syncnets = BitList.Create([.. Enumerable.Range(0, 4).Select(sync.Contains)]),
        CustodyGroupCount = custody,
    };
}
