using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Interop.Protobuf;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// An exchange of cells over a router, and a few peers that send partial columns and parts metadata of few blocks, good and broken, while
/// blocks become known, verdicts come or do not, and time passes. A check names cells that fit their bits; what is held keeps to its
/// bounds.
/// </summary>
internal sealed class PartialTarget : IFuzzTarget
{
    private const string Topic = "/eth2/6a95a1a9/data_column_sidecar_3/ssz_snappy";
    private const int Parts = 3;

    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;
    private static readonly ByteList Cell = ByteList.Create(new byte[2048]);

    private static readonly PartialLimits Limits = new()
    {
        Groups = 3, StrangerGroups = 4, StrangerGroupsOfPeer = 2, Entries = 10, WaitingBytes = 30_000, WaitingBytesOfPeer = 10_000,
        Life = 6, StrangerLife = 4,
    };

    public string Name => "gossipsub partial columns";

    public int Share => 4;

    public string Run(FuzzRandom random)
    {
        var now = TimeSpan.FromSeconds(50);
        var context = Spec.Ssz(random.OneIn(2) ? ForkName.Fulu : ForkName.Gloas);
        var router = new GossipRouter(new GossipSettings { HasPartialMessages = true }, new Random(random.Next(1 << 30)), now);
        var topic = new GossipTopicSettings(Topic, MessageIdRule.Altair, 1 << 20);
        router.Subscribe(topic with { Partial = PartialSupport.Requests | PartialSupport.Sends }, now);
        var exchange = new PartialExchange(router, Limits, _ => new PartialForm(context, 20_000), new Random(random.Next(1 << 30)));
        var waiting = new List<ulong>();
        for (var i = 0; i < 3; i++)
        {
            router.AddPeer($"peer{i}", GossipVersion.V13, random.OneIn(2), "", now);
            router.Receive($"peer{i}", Hello(), now);
        }

        exchange.Begin(Topic, Group(context, 0), Parts, null, now);
        for (var steps = 30; steps > 0; steps--)
        {
            var (peer, group) = ($"peer{random.Next(4)}", Group(context, random.OneIn(2) ? 0 : random.Next(6)));
            switch (random.Next(10))
            {
                case 0:
                    router.AddPeer(peer, GossipVersion.V13, random.OneIn(2), "", now);
                    router.Receive(peer, Hello(), now);
                    break;
                case 1 when random.OneIn(3):
                    router.RemovePeer(peer, now);
                    break;
                case 2:
                    now += TimeSpan.FromMilliseconds(random.Next(3000));
                    router.Wake(now);
                    break;
                case 3:
                    exchange.Begin(Topic, group, Parts, null, now);
                    exchange.Hold(Topic, group, [(random.Next(Parts), new ProvenCell(Cell, default))], now);
                    break;
                case 4 when waiting.Count > 0:
                    var number = waiting[random.Next(waiting.Count)];
                    waiting.Remove(number);
                    exchange.Judge(number, (GossipDecision)random.Next(3), "fuzz", now);
                    break;
                default:
                    router.Receive(peer, HostileBytes.Spoil(random, Rpc(random, context, group)), now);
                    break;
            }

            Take(router, exchange, waiting, now);
        }

        return exchange.Counts.CellsTaken > 0 ? "cells" : "nothing";
    }

    private static void Take(GossipRouter router, PartialExchange exchange, List<ulong> waiting, TimeSpan now)
    {
        exchange.Pump(now);
        while (exchange.TryTakeCheck(out var check))
        {
            var cells = check.Sidecar.CellsPresentBitmap.CountOnes();
            Require(check.Sidecar.PartialColumn.Count == cells && check.Sidecar.KzgProofs.Count == cells, "cells without bits");
            Require(cells > 0 || check.Sidecar.Header.Count == 1, "a check of nothing");
            waiting.Add(check.Number);
        }

        while (exchange.TryTakeComplete(out var complete))
        {
            Require(complete.Cells.Count == Parts, "a whole column with holes");
        }

        while (router.TryTakeFrame(out var frame))
        {
            Require(frame.Bytes.Length < 20_000, "a frame that is too large");
        }

        while (router.TryTakeEvent(out _))
        {
        }

        var held = exchange.Held;
        Require(held.Begun is >= 0 and <= 3 && held.Named is >= 0 and <= 4, "too many groups");
        Require(held.Entries is >= 0 and <= 10 && held.WaitingBytes is >= 0 and <= 30_000, "too much is held");
    }

    private static PartialDataColumnGroupID Group(SszContext context, int block) => new()
    {
        BeaconBlockRoot = new Root([(byte)block, .. new byte[31]]),
        Slot = context.Fork >= ForkName.Gloas ? (ulong)block : 0,
    };

    private static byte[] Hello()
    {
        var rpc = new ProtoWriter();
        var subscription = rpc.Begin(1);
        rpc.Varint(1, 1);
        rpc.Bytes(2, Encoding.UTF8.GetBytes(Topic));
        rpc.Varint(3, 1);
        rpc.End(subscription);
        rpc.Bytes(3, [0x32, 2, 0x50, 1]);
        return rpc.Written.ToArray();
    }

    private static byte[] Rpc(FuzzRandom random, SszContext context, PartialDataColumnGroupID group)
    {
        var rpc = new ProtoWriter();
        var partial = rpc.Begin(10);
        rpc.Bytes(1, Encoding.UTF8.GetBytes(Topic));
        rpc.Bytes(2, Spoilt(random, PartialGroupIds.Encode(group, context)));
        if (random.OneIn(2))
        {
            rpc.Bytes(3, Spoilt(random, Sidecar(random, context).ToSsz(context)));
        }

        if (random.OneIn(2))
        {
            var said = new PartialDataColumnPartsMetadata { Available = Bits(random), Requests = Bits(random) };
            rpc.Bytes(4, Spoilt(random, said.ToSsz(context)));
        }

        rpc.End(partial);
        return rpc.Written.ToArray();
    }

    private static PartialDataColumnSidecar Sidecar(FuzzRandom random, SszContext context)
    {
        var bits = Bits(random);
        var cells = random.OneIn(8) ? random.Next(4) : bits.CountOnes();
        return new PartialDataColumnSidecar
        {
            CellsPresentBitmap = bits,
            PartialColumn = SszList.From(Enumerable.Repeat(Cell, cells)),
            KzgProofs = SszList.From(Enumerable.Repeat(default(KZGProof), random.OneIn(8) ? random.Next(4) : cells)),
            Header = context.Fork < ForkName.Gloas && random.OneIn(3) ? [PartialDataColumnHeader.Default(context)] : [],
        };
    }

    private static BitList Bits(FuzzRandom random)
    {
        var bits = new bool[random.OneIn(6) ? random.Next(70) : Parts];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = random.OneIn(2);
        }

        return BitList.Create(bits);
    }

    private static byte[] Spoilt(FuzzRandom random, byte[] good) => random.OneIn(4) ? HostileBytes.Spoil(random, good) : good;
}
