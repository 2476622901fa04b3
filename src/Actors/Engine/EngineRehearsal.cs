using System.Net;
using System.Security.Cryptography;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Engine.Port;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Engine;

/// <summary>
/// Builds a payload with a blob, takes it and makes it the head, on an execution layer that is made for it, so that what does so is
/// compiled before the first slot: on a busy machine that took a quarter of a slot of two seconds, twice. Nobody else's layer hears of it.
/// </summary>
internal static class EngineRehearsal
{
    private const ulong GasLimit = 60_000_000;
    private const ulong MillisecondsPerSecond = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly EngineDeadlines Deadlines = new()
    {
        NewPayload = Patience,
        NewPayloadFromGloas = Patience,
        ForkchoiceUpdated = Patience,
        GetPayload = Patience,
        GetPayloadBodies = Patience,
        Others = Patience,
    };

    /// <summary>
    /// Rehearses each fork of a chain from one on that has payloads: what the layer itself does, and with it both ends of the Engine API
    /// over a port of this machine, in JSON and in SSZ, as far as forms are named. Genesis in seconds since 1970; lists what did not hold.
    /// </summary>
    public static async Task<IReadOnlyList<string>> Run(ChainSpec spec, ulong genesisTime, ForkName from, ServedForms forms)
    {
        var mempool = new EmbeddedMempool(spec.Config);
        var genesis = EmbeddedExecutionLayer.Genesis(genesisTime);
        var embedded = new EmbeddedEngine(new EmbeddedExecutionLayer(spec, genesis, mempool));
        var times = spec.Times(genesisTime * MillisecondsPerSecond);
        var slots = ForkNames.All
            .Where(fork => fork >= ForkName.Bellatrix && spec.ForkEpoch(fork) < Constants.FarFutureEpoch / spec.Preset.SlotsPerEpoch)
            .Select(fork => Math.Max(1, spec.ForkEpoch(fork) * spec.Preset.SlotsPerEpoch))
            .Where(slot => spec.ForkAtSlot(slot) >= from)
            .Distinct()
            .Order()
            .ToList();
        var problems = new List<string>();
        if (forms == ServedForms.None)
        {
            await Extend(embedded, spec, times, mempool, slots, genesis.Hash, problems);
            return problems;
        }

        var secret = JwtSecret.Parse(RandomNumberGenerator.GetHexString(2 * JwtSecret.Length), out _)!;
        var own = ExecutionChoice.Own(CommandLine.Version);
        using var served = new ServedLayer(embedded, spec, genesisTime);
        await using var port = EnginePort.Build(
            new IPEndPoint(IPAddress.Loopback, 0), new EngineServer(served, secret, ServedForms.All, own), TimeProvider.System);
        await port.StartAsync();
        var url = new Uri(port.Urls.First(static url => IPEndPoint.TryParse(new Uri(url).Authority, out _)));
        using (var rest = new RestExecutionLayer(spec, url, secret, Deadlines, own, TimeProvider.System, problems.Add))
        using (var json = new JsonRpcExecutionLayer(spec, url, secret, Deadlines, own, TimeProvider.System))
        {
            IEnumerable<IExecutionLayer> asked =
            [
                .. (forms & ~ServedForms.JsonRpc) == ServedForms.None ? (IExecutionLayer[])[] : [rest],
                .. forms.HasFlag(ServedForms.JsonRpc) ? (IExecutionLayer[])[json] : [],
            ];
            foreach (var layer in asked)
            {
                if (await layer.Connect() is { Error: { } error })
                {
                    problems.Add(error);
                }
                else
                {
                    await Extend(layer, spec, times, mempool, slots, genesis.Hash, problems);
                }
            }
        }

        await port.StopAsync();
        return problems;
    }

    private static async Task Extend(
        IExecutionLayer layer,
        ChainSpec spec,
        SlotTimes times,
        EmbeddedMempool mempool,
        IReadOnlyList<Slot> slots,
        Hash32 head,
        List<string> problems)
    {
        foreach (var slot in slots)
        {
            var fork = spec.ForkAtSlot(slot);
            if (fork >= ForkName.Deneb)
            {
                mempool.SubmitBlob(Blob());
            }

            var attributes = new BuildAttributes(
                times.StartMs(slot) / MillisecondsPerSecond,
                default,
                default,
                fork >= ForkName.Capella ? [new Withdrawal { Index = slot }] : null,
                fork >= ForkName.Deneb ? default(Root) : null,
                fork >= ForkName.Gloas ? slot : null,
                fork >= ForkName.Gloas ? GasLimit : null);
            var begun = await layer.ForkchoiceUpdated(new ForkchoiceUpdated(0, fork, head, head, head, attributes));
            if (begun.PayloadId is not { } id)
            {
                problems.Add($"{fork}: no payload is begun: {begun.Error}");
                return;
            }

            var built = await layer.GetPayload(new GetPayload(0, fork, id));
            if (built.Payload is not { } payload)
            {
                problems.Add($"{fork}: no payload: {built.Error}");
                return;
            }

            var taken = await layer.NewPayload(new NewPayload(default, fork, new NewPayloadRequest
            {
                ExecutionPayload = payload,
                VersionedHashes = SszList.From(built.Blobs.Commitments.Select(ExecutionPayloads.KzgCommitmentToVersionedHash)),
                ParentBeaconBlockRoot = default,
                ExecutionRequests = built.Requests!,
            }));
            if (taken.Verdict != EngineVerdict.Valid)
            {
                problems.Add($"{fork}: its payload is {taken.Verdict}: {taken.Error}");
                return;
            }

            head = payload.BlockHash;
            await layer.ForkchoiceUpdated(new ForkchoiceUpdated(0, fork, head, head, head, null));
        }
    }

    // Nobody here looks into its proofs.
    private static PooledBlob Blob() => new(
        ByteList.Create(new byte[KzgSizes.BytesPerBlob]),
        default,
        ExecutionPayloads.KzgCommitmentToVersionedHash(default),
        default,
        SszList.From(Enumerable.Repeat(default(KZGProof), KzgSizes.CellsPerExtBlob)));
}
