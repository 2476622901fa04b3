using System.Globalization;
using System.Net;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Asks beacon nodes what production is asked, blocks apart: the present routes first, and where a node does not know them those of earlier
/// releases. An answer to something else than was asked counts as none.
/// </summary>
internal sealed class RemoteProduction(RemoteSettings settings, BeaconClient client)
{
    /// <summary>Answers a question once.</summary>
    public Task<RemoteMade> Answer(IReadOnlyList<int> order, IProductionQuestion question) => question switch
    {
        ProduceAttestationData ask => AttestationData(order, ask),
        ProduceAggregate ask => Aggregate(order, ask),
        ProduceSyncCommitteeContribution ask => Contribution(order, ask),
        ProducePayloadAttestationData ask => PayloadAttestationData(order, ask),
        _ => throw new InvalidOperationException($"nobody answers {question.GetType().Name}"),
    };

    private Task<RemoteMade> AttestationData(IReadOnlyList<int> order, ProduceAttestationData ask) => Ask<AttestationData>(
        order,
        ask,
        ["eth/v1/validator/attestation_data?" + Query(("slot", ask.Slot), ("committee_index", ask.CommitteeIndex))],
        data =>
        {
            var epoch = Misc.ComputeEpochAtSlot(settings.Spec.Preset, ask.Slot);
            RemoteJson.Require(data.Slot == ask.Slot, $"attestation data of slot {data.Slot} for slot {ask.Slot}");
            RemoteJson.Require(
                data.Target.Epoch == epoch && data.Source.Epoch <= epoch,
                $"attestation data from epoch {data.Source.Epoch} to epoch {data.Target.Epoch} for slot {ask.Slot}");
            var most = settings.Spec.ForkAtSlot(ask.Slot) switch
            {
                >= ForkName.Gloas => 1UL,
                >= ForkName.Electra => 0UL,
                _ => ask.CommitteeIndex,
            };
            RemoteJson.Require(data.Index <= most, $"attestation data with the index {data.Index}");
            return new AttestationDataProduced(ask.RequestId, data);
        });

    private Task<RemoteMade> Aggregate(IReadOnlyList<int> order, ProduceAggregate ask)
    {
        var fork = settings.Spec.ForkAtSlot(ask.Slot);
        var query = $"aggregate_attestation?attestation_data_root={ask.AttestationDataRoot}&{Query(("slot", ask.Slot))}";
        var second = $"eth/v2/validator/{query}&{Query(("committee_index", ask.CommitteeIndex ?? 0))}";
        return Ask<Attestation>(order, ask, fork < ForkName.Electra ? [second, $"eth/v1/validator/{query}"] : [second], aggregate =>
        {
            var root = aggregate.Data.HashTreeRoot(settings.Spec.Ssz(fork));
            RemoteJson.Require(root == ask.AttestationDataRoot, $"an aggregate over other data than {ask.AttestationDataRoot}");
            RemoteJson.Require(aggregate.AggregationBits.CountOnes() > 0, "an aggregate without a vote");
            RemoteJson.Require(
                fork < ForkName.Electra || ask.CommitteeIndex is not { } committee || IsOf(aggregate.CommitteeBits, committee),
                $"an aggregate of another committee than {ask.CommitteeIndex}");
            return new AggregateProduced(ask.RequestId, aggregate);
        });
    }

    private Task<RemoteMade> Contribution(IReadOnlyList<int> order, ProduceSyncCommitteeContribution ask) => Ask<SyncCommitteeContribution>(
        order,
        ask,
        [
            $"eth/v1/validator/sync_committee_contribution?beacon_block_root={ask.BeaconBlockRoot}&"
                + Query(("slot", ask.Slot), ("subcommittee_index", ask.SubcommitteeIndex)),
        ],
        contribution =>
        {
            RemoteJson.Require(
                contribution.Slot == ask.Slot && contribution.SubcommitteeIndex == ask.SubcommitteeIndex,
                $"a contribution of subcommittee {contribution.SubcommitteeIndex} in slot {contribution.Slot}");
            RemoteJson.Require(
                contribution.BeaconBlockRoot == ask.BeaconBlockRoot, $"a contribution over block {contribution.BeaconBlockRoot}");
            return new SyncCommitteeContributionProduced(ask.RequestId, contribution);
        });

    private Task<RemoteMade> PayloadAttestationData(IReadOnlyList<int> order, ProducePayloadAttestationData ask) =>
        Ask<PayloadAttestationData>(
            order,
            ask,
            [
                "eth/v1/validator/payload_attestation_data?" + Query(("slot", ask.Slot)),
                $"eth/v1/validator/payload_attestation_data/{ask.Slot}",
            ],
            vote =>
            {
                RemoteJson.Require(vote.Slot == ask.Slot, $"a payload vote of slot {vote.Slot} for slot {ask.Slot}");
                return new PayloadAttestationDataProduced(ask.RequestId, vote);
            });

    private async Task<RemoteMade> Ask<T>(
        IReadOnlyList<int> order, IProductionQuestion ask, IReadOnlyList<string> paths, Func<T, object> produced)
        where T : ISszType<T>
    {
        var context = settings.Spec.Ssz(settings.Spec.ForkAtSlot(ask.Slot));
        object Read(BeaconAnswer answer) => answer.Status == HttpStatusCode.NoContent
            ? RemoteMade.Nothing(ask, "the beacon node has seen nothing of it", ProductionRefusal.NothingSeen)
            : RemoteJson.Read(answer, json => produced(RemoteJson.Value<T>(RemoteJson.Member(json, "data"), context)));

        var reading = await client.Read(order, BeaconQuestion.Get(paths), settings.DeadlineIn(ask.Slot), Read);

        // A payload vote has 204 for a slot without a block; with 404 the node does not know the route, and the vote is missed.
        var refusal = reading.Answer is { Problem: null, Status: HttpStatusCode.NotFound } && ask is not ProducePayloadAttestationData
            ? ProductionRefusal.NothingSeen
            : ProductionRefusal.NotSynced;
        return new RemoteMade(reading.Value ?? RemoteMade.Nothing(ask, reading.Answer.Reason(), refusal), null, reading.Failed);
    }

    private static bool IsOf(BitList committees, CommitteeIndex committee) =>
        committee < (ulong)committees.Length && committees[(int)committee];

    private static string Query(params IEnumerable<(string Name, ulong Value)> query) =>
        string.Join('&', query.Select(static one => $"{one.Name}={one.Value.ToString(CultureInfo.InvariantCulture)}"));
}
