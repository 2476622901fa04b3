using System.CommandLine;
using System.Globalization;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Cli;

/// <summary>`transition --config C --pre PRE.ssz [--slots N] [--post POST.ssz] [--no-signatures] BLOCK.ssz…`: the state transition by hand. Payloads are taken for valid: there is no execution layer.</summary>
internal static class TransitionCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "mainnet, minimal or a configuration file", Required = true };
        var pre = new Option<string>("--pre") { Description = "The pre-state", Required = true };
        var slots = new Option<ulong>("--slots") { Description = "Slots to advance before the blocks" };
        var post = new Option<string?>("--post") { Description = "Where to write the post-state" };
        var noSignatures = new Option<bool>("--no-signatures") { Description = "Take every signature for valid" };
        var blocks = new Argument<string[]>("BLOCK") { Description = "Signed blocks in order", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("transition", "Run the state transition on files") { config, pre, slots, post, noSignatures, blocks };
        command.SetAction(result =>
        {
            if (ChainSpecs.Load(result.GetValue(config)!, out var error) is not { } spec
                || ReadState(spec, result.GetValue(pre)!, out error) is not { } state)
            {
                return CommandLine.Refuse(error!);
            }

            ISignatureVerifier verifier = result.GetValue(noSignatures) ? AcceptAllVerifier.Instance : new ImmediateVerifier(ManagedBls.Shared);
            if (result.GetValue(slots) is var count and > 0)
            {
                var advanced = Step($"{count} slots", () => StateTransition.AdvanceTo(state, state.Slot + count, verifier));
                if (advanced is null)
                {
                    return 1;
                }

                state = advanced;
            }

            foreach (var file in result.GetValue(blocks)!)
            {
                if (ReadBlock(spec, state.ForkName, file, out error) is not { } block)
                {
                    return CommandLine.Refuse(error!);
                }

                var root = block.Message.HashTreeRoot(spec.Ssz(Later(spec.ForkAtSlot(block.Message.Slot), state.ForkName)));
                var next = Step($"block {root} in slot {block.Message.Slot} ({file})", () => StateTransition.Apply(state, block, verifier, new DeferringExecutionEngine()));
                if (next is null)
                {
                    return 1;
                }

                state = next;
            }

            return result.GetValue(post) is { } target ? Write(target, state) : 0;
        });
        return command;
    }

    private static BeaconState? Step(string what, Func<(BeaconState? Post, Refusal? Refusal)> step)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var (post, refusal) = step();
        if (post is null)
        {
            CommandLine.Refuse($"{what} is refused by {refusal!.Function}: {refusal.Reason}");
            return null;
        }

        var root = post.HashTreeRoot();
        var elapsed = clock.GetElapsedTime(started);
        post.Freeze();
        Console.Out.WriteLine($"{what}: state root {root}, slot {post.Slot}, {elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms");
        return post;
    }

    // The fork's current version stands at the same place in every fork: behind genesis time, validators root, slot and previous version.
    private static BeaconState? ReadState(ChainSpec spec, string file, out string? error)
    {
        const int CurrentVersionAt = 52;
        if (CliFiles.ReadSsz(file, out error) is not { } bytes)
        {
            return null;
        }

        if (bytes.Length < CurrentVersionAt + Bytes4.Length
            || spec.ForkOfVersion(new Bytes4(bytes.AsSpan(CurrentVersionAt, Bytes4.Length))) is not { } fork)
        {
            error = $"{file}: no state of a fork version of this configuration";
            return null;
        }

        return Decode<BeaconState>(spec, fork, file, bytes, out error);
    }

    // A signed block is an offset and a signature; the block's first field is its slot. A state may be ahead of the configuration's schedule (test vectors), a block never behind the state.
    private static SignedBeaconBlock? ReadBlock(ChainSpec spec, ForkName stateFork, string file, out string? error)
    {
        const int SlotAt = 100;
        if (CliFiles.ReadSsz(file, out error) is not { } bytes)
        {
            return null;
        }

        var slot = bytes.Length < SlotAt + 8 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SlotAt));
        var scheduled = spec.ForkAtSlot(slot);
        return Decode<SignedBeaconBlock>(spec, Later(scheduled, stateFork), file, bytes, out error);
    }

    private static ForkName Later(ForkName first, ForkName second) => first > second ? first : second;

    private static T? Decode<T>(ChainSpec spec, ForkName fork, string file, byte[] bytes, out string? error)
        where T : class, ISszType<T>
    {
        if (T.TryDecode(bytes, spec.Ssz(fork), out var value, out var sszError))
        {
            error = null;
            return value;
        }

        error = $"{file}: no {typeof(T).Name} of {fork.ToString().ToLowerInvariant()}, the fork of its slot under this configuration: {sszError}";
        return null;
    }

    private static int Write(string file, BeaconState state)
    {
        try
        {
            File.WriteAllBytes(file, state.ToSsz(state.Ssz));
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CommandLine.Refuse($"{file}: {e.Message}");
        }
    }
}
