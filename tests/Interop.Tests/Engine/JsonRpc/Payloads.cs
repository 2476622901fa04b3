using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>
/// Payloads of every fork with withdrawals, requests and a blob transaction, as the embedded execution layer builds them.
/// </summary>
internal static class Payloads
{
    private static readonly ChainConfig Config = ChainConfig.Minimal;

    /// <summary>A chain on which every fork has come.</summary>
    public static ChainSpec Spec { get; } = new(Preset.Minimal, Config with
    {
        AltairForkEpoch = 0, BellatrixForkEpoch = 0, CapellaForkEpoch = 0, DenebForkEpoch = 0, ElectraForkEpoch = 0, FuluForkEpoch = 0,
        GloasForkEpoch = 0, HezeForkEpoch = 0,
    });

    public static TheoryData<ForkName> Forks =>
    [
        ForkName.Bellatrix, ForkName.Capella, ForkName.Deneb, ForkName.Electra, ForkName.Fulu, ForkName.Gloas, ForkName.Heze,
    ];

    public static BuildAttributes Attributes(ForkName fork) => new(
        1_012,
        new Bytes32(Enumerable.Repeat((byte)9, 32).ToArray()),
        new ExecutionAddress(Enumerable.Repeat((byte)0xa1, 20).ToArray()),
        fork >= ForkName.Capella ? [new Withdrawal { Index = 3, ValidatorIndex = 4, Amount = 0x500 }, new Withdrawal()] : null,
        fork >= ForkName.Deneb ? new Root(Enumerable.Repeat((byte)7, 32).ToArray()) : null,
        fork >= ForkName.Gloas ? 84 : null,
        fork >= ForkName.Gloas ? 60_000_000 : null)
    {
        InclusionListTransactions = fork >= ForkName.Heze ? [ByteList.Create([2, 3])] : [],
    };

    public static PayloadBuilt Built(ForkName fork)
    {
        var layer = new EmbeddedExecutionLayer(Spec, EmbeddedExecutionLayer.Genesis(1_000), new EmbeddedMempool(Spec.Config));
        var head = layer.Head;
        var started = layer.ForkchoiceUpdated(new ForkchoiceUpdated(1, fork, head, head, head, Attributes(fork)));
        var built = layer.GetPayload(new GetPayload(2, fork, started.PayloadId!.Value));
        var (payload, requests) = (built.Payload!, built.Requests);
        payload = payload with { Transactions = [ByteList.Create([1, 2, 3])] };
        if (fork >= ForkName.Deneb)
        {
            payload = payload with { Transactions = payload.Transactions.Add(BlobTransaction.Create(1, 0, default, [Hash(1), Hash(2)])) };
        }

        if (fork >= ForkName.Electra)
        {
            requests = ExecutionRequests.Default(Spec.Ssz(fork)) with
            {
                Withdrawals = [new WithdrawalRequest { Amount = 7 }],
                Consolidations = [new ConsolidationRequest()],
            };
        }

        return built with { Payload = WithHash(payload, fork, requests), Requests = requests };
    }

    public static NewPayload New(ForkName fork)
    {
        var built = Built(fork);
        return new NewPayload(Hash(200), fork, new NewPayloadRequest
        {
            ExecutionPayload = built.Payload!,
            VersionedHashes = fork >= ForkName.Deneb ? [Hash(1), Hash(2)] : [],
            ParentBeaconBlockRoot = Attributes(fork).ParentBeaconBlockRoot ?? default,
            ExecutionRequests = built.Requests!,
        })
        {
            InclusionListTransactions = Attributes(fork).InclusionListTransactions,
        };
    }

    public static ForkchoiceUpdated Head(ForkName fork, bool isBuilding = false) =>
        new(5, fork, Hash(10), Hash(11), Hash(12), isBuilding ? Attributes(fork) : null);

    public static GetPayload Get(ForkName fork) => new(6, fork, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]));

    public static ExecutionPayload WithHash(ExecutionPayload payload, ForkName fork, ExecutionRequests? requests) => payload with
    {
        BlockHash = BlockHeader.Hash(Spec.Ssz(fork), payload, Attributes(fork).ParentBeaconBlockRoot, requests),
    };

    /// <summary>A bundle of one blob with as many proofs as the fork has for it.</summary>
    public static BuiltBlobs Bundle(ForkName fork)
    {
        var proofs = fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;
        return new BuiltBlobs(
            [new KZGCommitment(Enumerable.Repeat((byte)3, 48).ToArray())],
            SszList.From(Enumerable.Range(0, proofs).Select(static i => new KZGProof(Enumerable.Repeat((byte)i, 48).ToArray()))),
            [ByteList.Create(Enumerable.Repeat((byte)5, KzgSizes.BytesPerBlob).ToArray())]);
    }

    public static Hash32 Hash(byte last) => new([1, .. new byte[30], last]);
}
