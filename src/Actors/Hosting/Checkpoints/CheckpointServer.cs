using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Fetches the finalized checkpoint of a beacon node: the state, the state's own block, and the block's payload where there is one. All
/// is compared with the rules and with each other.
/// </summary>
internal sealed class CheckpointServer(CheckpointHttp http, CheckpointRules rules)
{
    private const string States = "eth/v2/debug/beacon/states/";

    private readonly ChainSpec _spec = rules.Spec;

    /// <summary>Fetches the checkpoint. Where the chain has not finalized anything, it is the genesis block's.</summary>
    public async Task<CheckpointResult<CheckpointAnchor>> Fetch(CancellationToken cancellation)
    {
        var fetched = await State("finalized", cancellation);
        if (fetched.Value is { } ahead && ahead.Slot > ahead.LatestBlockHeader.Slot)
        {
            // The slots since were skipped, and the server has advanced the state over them: its block's own is asked for by its slot.
            var root = Anchors.LatestBlockRoot(ahead);
            var slot = ahead.LatestBlockHeader.Slot;
            fetched = await State(slot.ToString(CultureInfo.InvariantCulture), cancellation);
            if (fetched.Value is { } own && Anchors.LatestBlockRoot(own) != root)
            {
                return Refused(CheckpointProblem.Inconsistent, $"the state of slot {slot} is not that of block {root}");
            }
        }

        if (!fetched.Is(out var state, out var refusal))
        {
            return CheckpointResult<CheckpointAnchor>.Refused(refusal);
        }

        var blockRoot = Anchors.LatestBlockRoot(state);
        var answer = await Ssz<SignedBeaconBlock>(
            $"eth/v2/beacon/blocks/{blockRoot}", _ => _spec.ForkAtSlot(state.LatestBlockHeader.Slot), cancellation);
        if (!answer.Is(out var block, out refusal))
        {
            return CheckpointResult<CheckpointAnchor>.Refused(refusal);
        }

        if (CheckpointCheck.OfBlock(_spec, state, block) is { } other)
        {
            return CheckpointResult<CheckpointAnchor>.Refused(other);
        }

        var checkpoint = CheckpointCheck.CheckpointOf(state, await Said(cancellation), rules.SlotFor(state));
        return CheckpointResult<CheckpointAnchor>.Of(
            new CheckpointAnchor(checkpoint, block, state, await Envelope(state, blockRoot, cancellation)));
    }

    private async Task<CheckpointResult<BeaconState>> State(string id, CancellationToken cancellation)
    {
        var result = await Ssz<BeaconState>(States + id, CheckpointBytes.ForkOfState(_spec), cancellation);
        return result.Value is { } state && CheckpointCheck.OfState(rules, state) is { } refusal
            ? CheckpointResult<BeaconState>.Refused(refusal)
            : result;
    }

    private async Task<CheckpointResult<T>> Ssz<T>(string path, Func<byte[], ForkName?> forkOf, CancellationToken cancellation)
        where T : class, ISszType<T>
    {
        var answer = await http.GetSsz(path, SszFiles.LimitOf(typeof(T).Name), cancellation);
        if (!answer.Is(out var body, out var refusal))
        {
            return CheckpointResult<T>.Refused(refusal);
        }

        var fork = forkOf(body.Bytes);
        if (fork is { } expected && body.Fork is { } said && said != expected)
        {
            return CheckpointResult<T>.Refused(
                CheckpointProblem.OtherChain,
                $"/{path}: it is of {said.Text()} by its header, and of {expected.Text()} by its slot and the configuration");
        }

        if ((fork ?? body.Fork) is not { } name)
        {
            return CheckpointResult<T>.Refused(CheckpointProblem.Malformed, $"/{path}: {body.Bytes.Length} bytes are no {typeof(T).Name}");
        }

        return T.TryDecode(body.Bytes, _spec.Ssz(name), out var value, out var error)
            ? CheckpointResult<T>.Of(value)
            : CheckpointResult<T>.Refused(
                CheckpointProblem.Malformed,
                $"/{path}: no {typeof(T).Name} of {name.Text()} ({_spec.Preset.Name} preset): {error}{FileKind.Aside(body.Bytes)}");
    }

    /// <summary>The payload's envelope, which may have been withheld: that there is none, or a wrong one, is no refusal.</summary>
    private async Task<SignedExecutionPayloadEnvelope?> Envelope(BeaconState state, Root blockRoot, CancellationToken cancellation)
    {
        if (state.ForkName < ForkName.Gloas || state.Slot == Spec.Constants.GenesisSlot)
        {
            return null;
        }

        var answer = await Ssz<SignedExecutionPayloadEnvelope>(
            $"eth/v1/beacon/execution_payload_envelopes/{blockRoot}", _ => state.ForkName, cancellation);
        return answer.Value is { } envelope && CheckpointCheck.IsPayloadOf(state, envelope) ? envelope : null;
    }

    /// <summary>The finalized checkpoint by the server's word; null where it gives none.</summary>
    private async Task<Checkpoint?> Said(CancellationToken cancellation)
    {
        var answer = await http.GetJson("eth/v1/beacon/states/head/finality_checkpoints", cancellation);
        if (answer.Value is not { } body)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(body.Bytes, new JsonDocumentOptions { MaxDepth = 16 });
            return json.RootElement.TryGetProperty("data", out var data)
                && data.TryGetProperty("finalized", out var finalized)
                && finalized.TryGetProperty("epoch", out var epoch)
                && finalized.TryGetProperty("root", out var root)
                && ulong.TryParse(epoch.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && Root.TryParse(root.GetString() ?? "", out var value)
                ? new Checkpoint { Epoch = number, Root = value }
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static CheckpointResult<CheckpointAnchor> Refused(CheckpointProblem problem, string text) =>
        CheckpointResult<CheckpointAnchor>.Refused(problem, text);
}
