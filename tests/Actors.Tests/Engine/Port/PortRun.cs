using System.Net;
using Consensoor.Actors.Engine.Port;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Interop.Engine.Server;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>An embedded execution layer behind a port of its own, on a chain in which a fork comes with each epoch.</summary>
internal sealed class PortRun : IAsyncDisposable
{
    public const ulong GenesisTime = 1_000;

    /// <summary>The secret of the port.</summary>
    public static readonly JwtSecret Secret = JwtSecret.Parse(new string('5', 64), out _)!;

    /// <summary>Bellatrix with the genesis, and a later fork with each epoch.</summary>
    public static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0, BellatrixForkEpoch = 0, CapellaForkEpoch = 1, DenebForkEpoch = 2, ElectraForkEpoch = 3, FuluForkEpoch = 4,
        GloasForkEpoch = 5, HezeForkEpoch = 6,
    });

    private static readonly ClientVersion Own = new("CA", "Consensoor.Actors", "1", "0x00000000");

    private static readonly ManagedKzg Kzg = new();

    private readonly WebApplication _port;
    private readonly ServedLayer _served;

    private PortRun(WebApplication port, ServedLayer served, EmbeddedExecutionLayer layer, EmbeddedMempool mempool) =>
        (_port, _served, Layer, Mempool) = (port, served, layer, mempool);

    public EmbeddedExecutionLayer Layer { get; }

    public EmbeddedMempool Mempool { get; }

    public Uri Url => new(_port.Urls.First(static url => url.Contains("127.0.0.1", StringComparison.Ordinal)));

    /// <summary>Starts a port; one that knows nothing, or what another one knew.</summary>
    public static async Task<PortRun> Start(
        ServedForms forms, int port = 0, PortRun? before = null, Func<IExecutionLayer, IExecutionLayer>? over = null)
    {
        var mempool = before?.Mempool ?? new EmbeddedMempool(Spec.Config);
        var layer = before?.Layer ?? new EmbeddedExecutionLayer(Spec, EmbeddedExecutionLayer.Genesis(GenesisTime), mempool);
        var engine = new EmbeddedEngine(layer);
        var served = new ServedLayer(over?.Invoke(engine) ?? engine, Spec, GenesisTime, Kzg);
        var app = EnginePort.Build(
            new IPEndPoint(IPAddress.Loopback, port), new EngineServer(served, Secret, forms, Own), TimeProvider.System);
        await app.StartAsync();
        return new PortRun(app, served, layer, mempool);
    }

    /// <summary>The node's end of it, asked over REST where that is spoken; what it stops asking so is told.</summary>
    public RestExecutionLayer Connect(List<string> told, JwtSecret? secret = null, TimeProvider? time = null) =>
        new(Spec, Url, secret ?? Secret, Patient, Own, time ?? TimeProvider.System, told.Add);

    /// <summary>The node's end of it, asked over JSON-RPC alone.</summary>
    public JsonRpcExecutionLayer ConnectJson() => new(Spec, Url, Secret, Patient, Own, TimeProvider.System);

    /// <summary>The node's end of the REST form alone.</summary>
    public RestClient ConnectRest() => new(new RestChannel(Url, Secret, Own, TimeProvider.System), Spec, Patient);

    /// <summary>Times that a busy machine keeps to.</summary>
    private static EngineDeadlines Patient { get; } = new()
    {
        NewPayload = TimeSpan.FromSeconds(60),
        NewPayloadFromGloas = TimeSpan.FromSeconds(60),
        ForkchoiceUpdated = TimeSpan.FromSeconds(60),
        GetPayload = TimeSpan.FromSeconds(60),
        GetPayloadBodies = TimeSpan.FromSeconds(60),
        Others = TimeSpan.FromSeconds(60),
    };

    /// <summary>Has a payload built in a slot, with a blob from deneb on, takes it and makes it the head; gives its hash.</summary>
    public async Task<Hash32> Extend(IExecutionLayer layer, ulong slot, Hash32 head)
    {
        var fork = Spec.ForkAtSlot(slot);
        if (fork >= ForkName.Deneb)
        {
            Mempool.SubmitBlob(Blob((byte)slot));
        }

        var attributes = new BuildAttributes(
            Spec.Times(GenesisTime * 1_000).StartMs(slot) / 1_000,
            Bytes(3),
            new ExecutionAddress(new byte[20]),
            fork >= ForkName.Capella ? [new Withdrawal { Index = slot, ValidatorIndex = 2, Amount = 3 }] : null,
            fork >= ForkName.Deneb ? Bytes(4) : null,
            fork >= ForkName.Gloas ? slot : null,
            fork >= ForkName.Gloas ? 60_000_000 : null);
        var begun = await layer.ForkchoiceUpdated(new ForkchoiceUpdated(1, fork, head, head, head, attributes));
        Assert.Equal((EngineVerdict.Valid, null), (begun.Verdict, begun.Error));
        var built = await layer.GetPayload(new GetPayload(2, fork, begun.PayloadId!.Value));
        Assert.Null(built.Error);
        var payload = built.Payload!;
        Assert.Equal(fork >= ForkName.Deneb ? 1 : 0, built.Blobs.Blobs.Count);
        var taken = await layer.NewPayload(new NewPayload(Bytes(5), fork, new NewPayloadRequest
        {
            ExecutionPayload = payload,
            VersionedHashes = SszList.From(built.Blobs.Commitments.Select(ExecutionPayloads.KzgCommitmentToVersionedHash)),
            ParentBeaconBlockRoot = attributes.ParentBeaconBlockRoot ?? default,
            ExecutionRequests = built.Requests!,
        }));
        var expected = new NewPayloadResult(Bytes(5), EngineVerdict.Valid, payload.BlockHash, null)
        {
            InclusionListSatisfied = fork >= ForkName.Heze ? true : null,
        };
        Assert.Equal(expected, taken);
        if (fork >= ForkName.Deneb)
        {
            var hash = ExecutionPayloads.KzgCommitmentToVersionedHash(built.Blobs.Commitments[0]);
            var found = await layer.GetBlobs(new GetBlobs(4, fork, [hash]));
            Assert.Equal(
                (null, built.Blobs.Blobs[0], built.Blobs.Proofs), (found.Error, found.Blobs.Single()!.Blob, found.Blobs[0]!.Proofs));
            if (fork >= ForkName.Gloas)
            {
                // Who wants few columns gets their cells, over JSON-RPC and the newer form over REST.
                var cells = await layer.GetBlobs(new GetBlobs(4, fork, [hash, Bytes(8)]) { Columns = ColumnSet.Of([3, 70]) });
                Assert.Equal((null, null), (cells.Error, cells.Blobs[1]));
                Assert.Equal([3UL, 70UL], cells.Blobs[0]!.Cells!.Keys.Order());
                Assert.All(cells.Blobs[0]!.Cells!.Values, static cell => Assert.Equal(ByteList.Create(new byte[2_048]), cell.Cell));
            }

            Assert.Equal([null, null], (await layer.GetBlobs(new GetBlobs(4, fork, [Bytes(8), Bytes(9)]))).Blobs);
        }

        var told = await layer.ForkchoiceUpdated(
            new ForkchoiceUpdated(3, fork, payload.BlockHash, payload.BlockHash, payload.BlockHash, null));
        Assert.Equal((EngineVerdict.Valid, null), (told.Verdict, told.PayloadId));
        Assert.Equal(payload.BlockHash, Layer.Head);
        return payload.BlockHash;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _port.StopAsync(now.Token);
        await _port.DisposeAsync();
        _served.Dispose();
    }

    private static Hash32 Bytes(byte value) => new(Enumerable.Repeat(value, 32).ToArray());

    // Nobody here looks into the proofs.
    private static PooledBlob Blob(byte value)
    {
        var commitment = new KZGCommitment(Enumerable.Repeat(value, 48).ToArray());
        var proofs = Enumerable.Repeat(new KZGProof(new byte[48]), KzgSizes.CellsPerExtBlob);
        return new PooledBlob(
            ByteList.Create(new byte[KzgSizes.BytesPerBlob]),
            commitment,
            ExecutionPayloads.KzgCommitmentToVersionedHash(commitment),
            default,
            SszList.From(proofs));
    }
}
