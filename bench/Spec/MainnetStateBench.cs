using BenchmarkDotNet.Attributes;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.Spec;

/// <summary>
/// A synthetic mainnet-preset state of 100,000 validators and of a million: its end of epoch, and its root cold, warm and after what a
/// block changes.
/// </summary>
[MemoryDiagnoser]
public class MainnetStateBench
{
    private BeaconState _state = null!;
    private byte[] _ssz = null!;
    private BeaconState _decoded = null!;
    private BeaconState _touched = null!;

    /// <summary>The fork of the state.</summary>
    [Params(ForkName.Fulu, ForkName.Gloas)]
    public ForkName Fork { get; set; }

    /// <summary>The size of its registry.</summary>
    [Params(100_000, 1_000_000)]
    public int Validators { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _state = SyntheticState.Create(Fork, Validators);
        _state.HashTreeRoot();
        _ssz = _state.ToSsz(_state.Ssz);
    }

    [IterationSetup(Target = nameof(RootCold))]
    public void Decode()
    {
        if (!BeaconState.TryDecode(_ssz, _state.Ssz, out _decoded, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }
    }

    // What a full mainnet block touches: the flags of an epoch's 32nd part of the validators, a sync committee's balances, and the small
    // fields.
    [IterationSetup(Target = nameof(RootAfterBlock))]
    public void Touch()
    {
        _touched = _state.Copy();
        for (var i = 0; i < Validators / 32; i++)
        {
            _touched.CurrentEpochParticipation[i * 32] ^= 1;
        }

        for (var i = 0; i < 512; i++)
        {
            _touched.Balances[i * 195]++;
        }

        _touched.BlockRoots[5] = new Root(new byte[32]);
        _touched.LatestBlockHeader = _touched.LatestBlockHeader with { Slot = _touched.Slot };
    }

    [Benchmark(Description = "process_epoch")]
    public BeaconState ProcessEpoch()
    {
        var draft = _state.Copy();
        EpochProcessing.ProcessEpoch(draft, AcceptAllVerifier.Instance);
        return draft;
    }

    [Benchmark(Description = "hash_tree_root, cold")]
    public Bytes32 RootCold() => _decoded.HashTreeRoot();

    [Benchmark(Description = "hash_tree_root, after a block")]
    public Bytes32 RootAfterBlock() => _touched.HashTreeRoot();

    [Benchmark(Description = "decode from SSZ")]
    public bool DecodeState() => BeaconState.TryDecode(_ssz, _state.Ssz, out _, out _);
}
