using System.Text.Json;
using Consensoor.Actors.Work;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /eth/v1/beacon/rewards, altair on: what a block brought its proposer, what its sync aggregate brought and cost, and what an
/// epoch's attestations did. Phase0, whose proposers are paid when an epoch ends, is answered 400.
/// </summary>
internal static class RewardRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/beacon/rewards/blocks/{block_id}", BeaconApi.Guarded(http => WithPreState(http, api, (view, state, block) =>
        {
            var parts = ProposerReward.PartsOf(state, block)
                ?? throw new InvalidOperationException($"the block of slot {block.Slot} does not hold on its parent");
            return ApiResponse.Data(http, view, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("proposer_index", ApiJson.Text(block.ProposerIndex));
                writer.WriteString("total", ApiJson.Text(parts.Total));
                writer.WriteString("attestations", ApiJson.Text(parts.Attestations));
                writer.WriteString("sync_aggregate", ApiJson.Text(parts.SyncAggregate));
                writer.WriteString("proposer_slashings", ApiJson.Text(parts.ProposerSlashings));
                writer.WriteString("attester_slashings", ApiJson.Text(parts.AttesterSlashings));
                writer.WriteEndObject();
            });
        })));
        routes.MapPost("/eth/v1/beacon/rewards/sync_committee/{block_id}", BeaconApi.Guarded(async http =>
        {
            var filter = await ApiRequest.OptionalJson(http, ValidatorFilter.IdsOf, ValidatorFilter.All);
            await WithPreState(http, api, (view, state, block) => SyncCommittee(http, view, state, block, filter));
        }));
        routes.MapPost("/eth/v1/beacon/rewards/attestations/{epoch}", BeaconApi.Guarded(http => Attestations(http, api)));
    }

    // What goes over the registry, or applies a block's operations, takes a place of dumps, which waiting for the state does not.
    private static Task WithPreState(
        HttpContext http, ApiContext api, Func<Certainty, BeaconState, Spec.Containers.BeaconBlock, Task> answer) =>
        BlockRoutes.WithBlock(http, api, async (lookup, fork) =>
        {
            var block = lookup.Block!.Message;
            if (block.Slot == Spec.Constants.GenesisSlot)
            {
                await ApiResponse.Error(http, ApiError.NotFound("the genesis block brought nobody anything"));
                return;
            }

            if (fork < ForkName.Altair)
            {
                throw ApiRequest.Bad("in phase0 nobody is paid by a block");
            }

            var state = await api.States.Before(block);
            await (state is null
                ? ApiResponse.Error(http, ApiError.NotFound($"the state below block {lookup.Root} is not kept, nor near one that is"))
                : DebugRoutes.Dumped(http, api, () => answer(Certainty.Of(lookup), state, block)));
        });

    private static Task SyncCommittee(
        HttpContext http, Certainty view, BeaconState state, Spec.Containers.BeaconBlock block, ValidatorFilter filter)
    {
        var reward = (long)SyncAggregates.GetSyncRewards(state).ParticipantReward;
        var bits = block.Body.SyncAggregate.SyncCommitteeBits;
        var rewards = new SortedDictionary<ValidatorIndex, long>();
        foreach (var (place, pubkey) in state.CurrentSyncCommittee.Pubkeys.Index())
        {
            if (Accessors.TryGetValidatorIndex(state, pubkey, out var index))
            {
                rewards[index] = rewards.GetValueOrDefault(index) + (bits[place] ? reward : -reward);
            }
        }

        return ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartArray();
            foreach (var index in filter.SelectOf(state, rewards.Keys))
            {
                writer.WriteStartObject();
                writer.WriteString("validator_index", ApiJson.Text(index));
                writer.WriteString("reward", ApiJson.Text(rewards[index]));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    // What the votes of an epoch did is decided by the last state of the next one.
    private static async Task Attestations(HttpContext http, ApiContext api)
    {
        var epoch = ApiRequest.Number(http, "epoch");
        var filter = await ApiRequest.OptionalJson(http, ValidatorFilter.IdsOf, ValidatorFilter.All);
        var now = api.Schedule.SlotAtOrGenesis(api.Now());
        if (epoch + 2 < epoch || epoch + 2 > api.Schedule.EpochOf(now))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"what the votes of epoch {epoch} do is known once the next epoch is over"));
            return;
        }

        var last = Misc.ComputeStartSlotAtEpoch(api.Spec.Preset, epoch + 2) - 1;
        if (api.Spec.ForkAt(epoch) < ForkName.Altair || api.Spec.ForkAtSlot(last) < ForkName.Altair)
        {
            throw ApiRequest.Bad($"epoch {epoch} is of phase0, or votes of it are");
        }

        if (await api.States.Of(new ApiId.BySlot(last), now) is not var (state, view))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"the state of slot {last} is not kept, nor near one that is"));
            return;
        }

        await DebugRoutes.Dumped(http, api, () => Attestations(http, view, state, filter));
    }

    private static Task Attestations(HttpContext http, Certainty view, BeaconState state, ValidatorFilter filter)
    {
        var rewards = new AttestationRewards(state);
        var chosen = filter.Select(state).Where(rewards.IsEligible).ToList();
        return ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("ideal_rewards");
            foreach (var balance in chosen.Select(index => state.Validators[index].EffectiveBalance).Distinct().Order())
            {
                writer.WriteStartObject();
                writer.WriteString("effective_balance", ApiJson.Text(balance));
                Write(writer, flag => (long)rewards.Ideal(balance, flag), 0);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("total_rewards");
            foreach (var index in chosen)
            {
                writer.WriteStartObject();
                writer.WriteString("validator_index", ApiJson.Text(index));
                Write(writer, flag => rewards.Flag(index, flag), rewards.Inactivity(index));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, Func<int, long> of, long inactivity)
    {
        writer.WriteString("head", ApiJson.Text(of((int)Spec.Constants.TimelyHeadFlagIndex)));
        writer.WriteString("target", ApiJson.Text(of((int)Spec.Constants.TimelyTargetFlagIndex)));
        writer.WriteString("source", ApiJson.Text(of((int)Spec.Constants.TimelySourceFlagIndex)));
        writer.WriteString("inactivity", ApiJson.Text(inactivity));
    }
}
