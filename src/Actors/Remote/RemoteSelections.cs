using System.Globalization;
using Consensoor.Interop.BeaconApi;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Gives partial selection proofs to the middleware of a distributed validator and reads the combined ones of its answer
/// (`submitBeaconCommitteeSelections`, `submitSyncCommitteeSelections`).
/// </summary>
internal sealed class RemoteSelections(BeaconClient client)
{
    private const string Committees = "eth/v1/validator/beacon_committee_selections";
    private const string SyncCommittee = "eth/v1/validator/sync_committee_selections";

    /// <summary>
    /// Asks nodes in their order for the combined proofs of partial ones, all of them of committees or all of subcommittees. What the
    /// answer leaves out has none; one that tells of anything else is none.
    /// </summary>
    public Task<BeaconReading<IReadOnlyDictionary<SelectionSeat, BLSSignature>>> Combine(
        IReadOnlyList<int> order, IReadOnlyDictionary<SelectionSeat, BLSSignature> partials, TimeSpan deadline)
    {
        var isSync = partials.Keys.First().Subcommittee is not null;
        var body = RemoteJson.List(partials, static (writer, partial) =>
        {
            writer.WriteStartObject();
            writer.WriteString("validator_index", Text(partial.Key.Validator));
            writer.WriteString("slot", Text(partial.Key.Slot));
            if (partial.Key.Subcommittee is { } subcommittee)
            {
                writer.WriteString("subcommittee_index", Text(subcommittee));
            }

            writer.WriteString("selection_proof", partial.Value.ToString());
            writer.WriteEndObject();
        });
        var question = BeaconQuestion.Post(body, isSync ? SyncCommittee : Committees) with { MostBytes = BeaconQuestion.Large };
        return client.Read(order, question, deadline, answer => RemoteJson.Read<IReadOnlyDictionary<SelectionSeat, BLSSignature>>(
            answer,
            json =>
            {
                var combined = new Dictionary<SelectionSeat, BLSSignature>();
                foreach (var item in RemoteJson.Items(json, "data", partials.Count))
                {
                    var seat = new SelectionSeat(
                        RemoteJson.Number(item, "validator_index"),
                        RemoteJson.Number(item, "slot"),
                        isSync ? RemoteJson.Number(item, "subcommittee_index") : null);
                    RemoteJson.Require(partials.ContainsKey(seat), $"a selection proof of {seat}, which was not asked for");
                    combined[seat] = BLSSignature.TryParse(RemoteJson.Text(item, "selection_proof"), out var proof)
                        ? proof
                        : throw new InvalidDataException("selection_proof is no signature");
                }

                return combined;
            }));
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
