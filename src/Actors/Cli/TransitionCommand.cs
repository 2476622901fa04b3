using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `transition --config C --pre PRE.ssz [--slots N] [--post POST.ssz] [--no-signatures] BLOCK.ssz…`: the state transition by hand.
/// Payloads are taken for valid: there is
/// no execution layer. Files are SSZ, .ssz_snappy or .json by their names.
/// </summary>
internal static class TransitionCommand
{
    public static Command Create()
    {
        var config = new Option<string>(
            "--config") { Description = $"{string.Join(", ", Networks.Names)} or a configuration file", Required = true };
        var pre = new Option<string>("--pre") { Description = "The pre-state", Required = true };
        var slots = CliOptions.Plain("--slots", "Slots to advance before the blocks", 0UL, "a number", CliText.TryNumber);
        var post = new Option<string?>("--post") { Description = "Where to write the post-state" };
        var noSignatures = new Option<bool>("--no-signatures") { Description = "Take every signature for valid" };
        var blocks = new Argument<string[]>("BLOCK") { Description = "Signed blocks in order", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("transition", "Run the state transition on files") { config, pre, slots, post, noSignatures, blocks };
        command.SetAction(result =>
        {
            if (ChainSpecs.Load(result.GetValue(config)!, out var error) is not { } spec
                || ReadState(spec, result.GetValue(pre)!, out error) is not { } state)
            {
                return result.Refuse(error!);
            }

            ChainReport.Write(result.InvocationConfiguration.Error, spec, result.GetValue(config)!);
            ISignatureVerifier verifier = result.GetValue(noSignatures)
                ? AcceptAllVerifier.Instance
                : new ImmediateVerifier(ManagedBls.Shared);
            if (result.GetValue(slots) is var count and > 0)
            {
                if (count > ulong.MaxValue - state.Slot)
                {
                    return result.Refuse($"--slots: {count} slots after slot {state.Slot} are more than there can be (2^64)");
                }

                var advanced = Step(result, $"{count} slots", () => StateTransition.AdvanceTo(state, state.Slot + count, verifier));
                if (advanced is null)
                {
                    return ExitCodes.Refused;
                }

                state = advanced;
            }

            foreach (var file in result.GetValue(blocks)!)
            {
                if (ReadBlock(spec, state.ForkName, file, out error) is not { } block)
                {
                    return result.Refuse(error!);
                }

                var root = block.Message.HashTreeRoot(spec.Ssz(Later(spec.ForkAtSlot(block.Message.Slot), state.ForkName)));
                var what = $"block {root} in slot {block.Message.Slot} ({file})";
                var next = Step(result, what, () => StateTransition.Apply(state, block, verifier, new DeferringExecutionEngine()));
                if (next is null)
                {
                    return ExitCodes.Refused;
                }

                state = next;
            }

            var problem = result.GetValue(post) is { } target
                ? CliFiles.Write(target, SszFiles.Encode(target, SszObjectCodec.Of<BeaconState>(), state, state.Ssz))
                : null;
            return problem is null ? ExitCodes.Done : result.Refuse(problem);
        });
        return command;
    }

    private static BeaconState? Step(ParseResult result, string what, Func<(BeaconState? Post, Refusal? Refusal)> step)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var (post, refusal) = step();
        if (post is null)
        {
            result.Refuse($"{what} is refused by {refusal!.Function}: {refusal.Reason}");
            return null;
        }

        var root = post.HashTreeRoot();
        var elapsed = clock.GetElapsedTime(started).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
        post.Freeze();
        result.InvocationConfiguration.Output.WriteLine($"{what}: state root {root}, slot {post.Slot}, {elapsed} ms");
        return post;
    }

    // The fork's current version stands at the same place in every fork: behind genesis time, validators root, slot and previous version.
    private static BeaconState? ReadState(ChainSpec spec, string file, out string? error)
    {
        const int CurrentVersionAt = 52;
        if (SszFiles.ReadContent(file, nameof(BeaconState), out error) is not { } content)
        {
            return null;
        }

        Bytes4? version = null;
        if (SszFiles.FormatOf(file) == SszFormat.Json)
        {
            if (Find(file, content, out error, "fork", "current_version") is not { } text)
            {
                return null;
            }

            version = Bytes4.TryParse(text, out var parsed) ? parsed : null;
        }
        else if (content.Length >= CurrentVersionAt + Bytes4.Length)
        {
            version = new Bytes4(content.AsSpan(CurrentVersionAt, Bytes4.Length));
        }

        if (version is not { } known || spec.ForkOfVersion(known) is not { } fork)
        {
            error = $"{file}: no state of a fork version of this configuration{FileKind.Aside(content)}";
            return null;
        }

        return (BeaconState?)SszFiles.Decode(file, content, SszObjectCodec.Of<BeaconState>(), nameof(BeaconState), spec, fork, out error);
    }

    // A signed block is an offset and a signature; the block's first field is its slot. A state may be ahead of the schedule (test
    // vectors), a block never behind the state.
    private static SignedBeaconBlock? ReadBlock(ChainSpec spec, ForkName stateFork, string file, out string? error)
    {
        const int SlotAt = 100;
        if (SszFiles.ReadContent(file, nameof(SignedBeaconBlock), out error) is not { } content)
        {
            return null;
        }

        var slot = content.Length < SlotAt + 8 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(SlotAt));
        if (SszFiles.FormatOf(file) == SszFormat.Json)
        {
            if (Find(file, content, out error, "message", "slot") is not { } text || !CliText.TryNumber(text, out slot))
            {
                error ??= $"{file}: message.slot is not a number";
                return null;
            }
        }

        var fork = Later(spec.ForkAtSlot(slot), stateFork);
        return (SignedBeaconBlock?)SszFiles.Decode(
            file, content, SszObjectCodec.Of<SignedBeaconBlock>(), nameof(SignedBeaconBlock), spec, fork, out error);
    }

    // The text of a field of a field of a JSON file.
    private static string? Find(string file, byte[] content, out string? error, string outer, string inner)
    {
        string? text = null;
        error = SszFiles.ReadJson(file, content, root =>
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(outer, out var field)
                && field.ValueKind == JsonValueKind.Object
                && field.TryGetProperty(inner, out var value) && value.ValueKind == JsonValueKind.String)
            {
                text = value.GetString();
                return null;
            }

            return $"{file}: JSON without {outer}.{inner}";
        });
        return text;
    }

    private static ForkName Later(ForkName first, ForkName second) => first > second ? first : second;
}
