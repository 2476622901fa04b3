using System.Diagnostics;
using System.Security.Cryptography;
using Consensoor.Bench.Native;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.Lodestar;

/// <summary>Our side of the comparison: the steps of driver.mjs by the same names.</summary>
internal sealed class OurTransition(SszContext context, byte[] ssz, SignedBeaconBlock block)
{
    // Room for the keys of all who vote in a full block, as a node of so many validators has.
    private readonly ManagedBls _bls = new(Math.Max(ManagedBls.DefaultCacheCapacity, ssz.Length / 128));

    private BeaconState? _decoded;
    private BeaconState? _next;
    private BeaconState? _beforeBlock;
    private byte[] _result = [];

    /// <summary>What the last step gave, in hex: a root, the SHA-256 of an encoding, or a dash.</summary>
    public string Check => _result.Length switch
    {
        0 => "-",
        Bytes32.Length => Convert.ToHexStringLower(_result),
        _ => Convert.ToHexStringLower(SHA256.HashData(_result)),
    };

    /// <summary>Takes a step, after a full collection; the times of it.</summary>
    public Elapsed Run(string step)
    {
        GC.Collect();
        var (used, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        _result = Take(step);
        return new Elapsed(Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - used);
    }

    private byte[] Take(string step)
    {
        switch (step)
        {
            case "decode":
                (_decoded, _next, _beforeBlock) = (Decode(), null, null);
                return [];
            case "root":
                return Bytes(_decoded!.HashTreeRoot());
            case "prepare":
                Prepare(_decoded!);
                return [];
            case "slots":
                _next = Advance(_decoded!, _decoded!.Slot + 1);
                return Bytes(_next.HashTreeRoot());
            case "encode":
                return _next!.ToSsz(context);
            case "prepare-block":
                _beforeBlock = Advance(_decoded!, block.Message.Slot);
                _beforeBlock.HashTreeRoot();
                _beforeBlock.Freeze();
                return [];
            case "block":
                return Apply(AcceptAllVerifier.Instance);
            case "block-signed":
                return Apply(new ImmediateVerifier(_bls));
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "no step");
        }
    }

    private static byte[] Bytes(Root root) => root.AsSpan().ToArray();

    private static BeaconState Advance(BeaconState state, Slot slot)
    {
        var (post, refusal) = StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance);
        return post ?? throw new InvalidOperationException(refusal!.ToString());
    }

    private static void Prepare(BeaconState state)
    {
        Accessors.GetTotalActiveBalance(state);
        Accessors.GetBeaconCommittee(state, state.Slot, 0);
        Accessors.GetBeaconCommittee(state, state.Slot - state.Preset.SlotsPerEpoch, 0);
        state.Freeze();
    }

    private BeaconState Decode() =>
        BeaconState.TryDecode(ssz, context, out var state, out var error) ? state : throw new InvalidOperationException(error.ToString());

    private byte[] Apply(ISignatureVerifier verifier)
    {
        var (post, refusal) = StateTransition.Apply(_beforeBlock!, block, verifier, new DeferringExecutionEngine(), isAdvanced: true);
        return Bytes((post ?? throw new InvalidOperationException(refusal!.ToString())).HashTreeRoot());
    }
}
