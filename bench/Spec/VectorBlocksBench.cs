using BenchmarkDotNet.Attributes;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Signatures;
using Snappier;

namespace Consensoor.Bench.Spec;

/// <summary>
/// Block processing and the end of an epoch on official vectors, minimal preset. CONSENSOOR_VECTORS names the vectors' root (the folder
/// that holds `minimal/`).
/// </summary>
[MemoryDiagnoser]
public class VectorBlocksBench
{
    private BeaconState _pre = null!;
    private SignedBeaconBlock _block = null!;
    private BeaconState _epochPre = null!;

    /// <summary>The fork of the vectors.</summary>
    [Params(ForkName.Phase0, ForkName.Electra, ForkName.Gloas)]
    public ForkName Fork { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var root = Environment.GetEnvironmentVariable("CONSENSOOR_VECTORS")
            ?? throw new InvalidOperationException("CONSENSOOR_VECTORS is not set");
        var context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(Fork);
        var minimal = Path.Combine(root, "minimal", Fork.ToString().ToLowerInvariant());
        var block = Path.Combine(minimal, "sanity", "blocks", "pyspec_tests", "attestation");
        _pre = Read<BeaconState>(Path.Combine(block, "pre.ssz_snappy"), context);
        _block = Read<SignedBeaconBlock>(Path.Combine(block, "blocks_0.ssz_snappy"), context);
        var epoch = Path.Combine(minimal, "epoch_processing", "justification_and_finalization", "pyspec_tests", "234_ok_support");
        _epochPre = Read<BeaconState>(Path.Combine(epoch, "pre.ssz_snappy"), context);
        _pre.HashTreeRoot();
    }

    [Benchmark(Description = "state_transition of a block with attestations, signatures verified")]
    public BeaconState? Block() => Apply(new ImmediateVerifier(ManagedBls.Shared));

    [Benchmark(Description = "the same without signatures")]
    public BeaconState? BlockWithoutSignatures() => Apply(AcceptAllVerifier.Instance);

    [Benchmark(Description = "process_epoch")]
    public void Epoch() => EpochProcessing.ProcessEpoch(_epochPre.Copy(), AcceptAllVerifier.Instance);

    private static T Read<T>(string file, SszContext context)
        where T : ISszType<T> => T.TryDecode(Snappy.DecompressToArray(File.ReadAllBytes(file)), context, out var value, out var error)
            ? value
            : throw new InvalidOperationException($"{file}: {error}");

    private BeaconState? Apply(ISignatureVerifier verifier)
    {
        var (post, refusal) = StateTransition.Apply(_pre, _block, verifier, new DeferringExecutionEngine());
        return post ?? throw new InvalidOperationException(refusal!.ToString());
    }
}
