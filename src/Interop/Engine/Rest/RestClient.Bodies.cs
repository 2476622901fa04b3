using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>Bodies of payloads; a block of another fork's era than the one that is named is not there.</summary>
internal sealed partial class RestClient
{
    /// <summary>Asks for bodies by block hash: as many as hashes, null where one is not known.</summary>
    public ValueTask<RestResult<IReadOnlyList<PayloadBody?>>> GetPayloadBodiesByHash(
        RestForm form, IReadOnlyList<Hash32> hashes, ForkName fork, RestLimits limits)
    {
        if (hashes.Count > limits.Bodies)
        {
            return NotAsked<IReadOnlyList<PayloadBody?>>($"{hashes.Count} are more than the {limits.Bodies} that it takes at once");
        }

        var body = Encode(new BodiesByHashRequest { BlockHashes = SszList.From(hashes) }, spec.Ssz(fork));
        return Bodies(
            "getPayloadBodiesByHash",
            Request(form, fork, "bodies/hash", form == RestForm.Path ? body[ListOffset.Length..] : body),
            form,
            fork,
            count => count == hashes.Count ? null : $"{count} entries are there for {hashes.Count} blocks");
    }

    /// <summary>Asks for bodies by block number: at most as many as asked for, cut at the head.</summary>
    public ValueTask<RestResult<IReadOnlyList<PayloadBody?>>> GetPayloadBodiesByRange(
        RestForm form, ulong from, int count, ForkName fork, RestLimits limits) => count > limits.Bodies
        ? NotAsked<IReadOnlyList<PayloadBody?>>($"{count} are more than the {limits.Bodies} that it takes at once")
        : Bodies(
            "getPayloadBodiesByRange",
            Request(form, fork, $"bodies?from={from}&count={count}", null),
            form,
            fork,
            given => given <= count ? null : $"{given} entries are there, {count} were asked for");

    private ValueTask<RestResult<IReadOnlyList<PayloadBody?>>> Bodies(
        string method, RestRequest request, RestForm form, ForkName fork, Func<int, string?> countProblem) =>
        Call<BodiesResponse, IReadOnlyList<PayloadBody?>>(
            method,
            request with { Bound = EngineClient.MaxLargeAnswer, Deadline = deadlines.GetPayloadBodies },
            spec.Ssz(fork),
            (BodiesResponse response, out string? problem) =>
            {
                problem = countProblem(response.Entries.Count);
                return problem is not null ? null : [.. response.Entries.Select(entry => BodyOf(entry, fork))];
            },
            isBare: form == RestForm.Path);

    private static PayloadBody? BodyOf(BodyEntry entry, ForkName fork) => !entry.Available ? null : new PayloadBody(
        entry.Body.Transactions,
        fork >= ForkName.Capella ? entry.Body.Withdrawals : null,
        fork >= ForkName.Gloas ? entry.Body.BlockAccessList : null);
}
