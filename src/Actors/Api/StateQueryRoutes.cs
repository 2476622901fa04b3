using System.Buffers.Binary;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves committees of /eth/v1/beacon/states: committees, sync_committees, ptc and randao, in the epochs that a state knows them of.
/// </summary>
internal static class StateQueryRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        void Get(string name, Func<HttpContext, BeaconState, Certainty, Task> answer) => routes.MapGet(
            $"/eth/v1/beacon/states/{{state_id}}/{name}",
            BeaconApi.Guarded(http => StateRoutes.WithState(http, api, (state, view) => answer(http, state, view))));

        Get("committees", Committees);
        Get("sync_committees", SyncCommittee);
        Get("ptc", PayloadTimeliness);
        Get("randao", Randao);
    }

    private static Task Committees(HttpContext http, BeaconState state, Certainty view)
    {
        var current = Accessors.GetCurrentEpoch(state);
        var (index, slot) = (ApiRequest.NumberOrNull(http, "index"), ApiRequest.NumberOrNull(http, "slot"));
        var epoch = ApiRequest.NumberOrNull(http, "epoch") ?? (slot is { } of ? of / state.Preset.SlotsPerEpoch : current);
        RequireKnown(epoch, current, "epoch");
        if (slot is { } wanted && wanted / state.Preset.SlotsPerEpoch != epoch)
        {
            throw ApiRequest.Bad($"slot {wanted} is not of epoch {epoch}");
        }

        if (index >= state.Preset.MaxCommitteesPerSlot)
        {
            throw ApiRequest.Bad($"there is no committee {index}");
        }

        var count = Accessors.GetCommitteeCountPerSlot(state, epoch);
        var first = epoch * state.Preset.SlotsPerEpoch;
        return ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartArray();
            for (var at = first; at < first + state.Preset.SlotsPerEpoch; at++)
            {
                for (CommitteeIndex committee = 0; committee < count; committee++)
                {
                    if ((slot ?? at) == at && (index ?? committee) == committee)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("index", ApiJson.Text(committee));
                        writer.WriteString("slot", ApiJson.Text(at));
                        writer.WritePropertyName("validators");
                        Numbers(writer, [.. Accessors.GetBeaconCommittee(state, at, committee)]);
                        writer.WriteEndObject();
                    }
                }
            }

            writer.WriteEndArray();
        });
    }

    private static Task SyncCommittee(HttpContext http, BeaconState state, Certainty view)
    {
        if (state.ForkName < ForkName.Altair)
        {
            throw ApiRequest.Bad($"a state of {state.ForkName.Text()} has no sync committees");
        }

        var preset = state.Preset;
        var current = Accessors.GetCurrentEpoch(state);
        var epoch = ApiRequest.NumberOrNull(http, "epoch") ?? current;
        var known = SyncCommittees.ComputeSyncCommitteePeriod(preset, current);
        var period = SyncCommittees.ComputeSyncCommitteePeriod(preset, epoch);
        if (period != known && period != known + 1)
        {
            throw ApiRequest.Bad($"epoch {epoch} is neither in the sync committee period of the state nor in the next one");
        }

        var members = new List<ValidatorIndex>();
        foreach (var pubkey in (period == known ? state.CurrentSyncCommittee : state.NextSyncCommittee).Pubkeys)
        {
            members.Add(Accessors.TryGetValidatorIndex(state, pubkey, out var index)
                ? index
                : throw new InvalidOperationException($"the sync committee has the key {pubkey}, which is no validator's"));
        }

        return ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("validators");
            Numbers(writer, members);
            writer.WriteStartArray("validator_aggregates");
            foreach (var slice in members.Chunk(SyncCommittees.SubcommitteeSize(preset)))
            {
                Numbers(writer, slice);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static Task PayloadTimeliness(HttpContext http, BeaconState state, Certainty view)
    {
        var slot = ApiRequest.NumberOrNull(http, "slot") ?? state.Slot;
        var epoch = slot / state.Preset.SlotsPerEpoch;
        if (state.ForkName < ForkName.Gloas || epoch < state.Config.GloasForkEpoch)
        {
            throw ApiRequest.Bad("before gloas there are no payload timeliness committees");
        }

        RequireKnown(epoch, Accessors.GetCurrentEpoch(state), $"slot {slot} of epoch");
        var members = Accessors.GetPtc(state, slot);
        return ApiResponse.Either(
            http,
            () =>
            {
                var bytes = new byte[8 * (1 + members.Count)];
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, slot);
                foreach (var (place, member) in members.Index())
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * (1 + place)), member);
                }

                return ApiResponse.Bytes(http, bytes);
            },
            () => ApiResponse.Data(http, view, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("slot", ApiJson.Text(slot));
                writer.WritePropertyName("validators");
                Numbers(writer, members);
                writer.WriteEndObject();
            }));
    }

    private static Task Randao(HttpContext http, BeaconState state, Certainty view)
    {
        var current = Accessors.GetCurrentEpoch(state);
        var epoch = ApiRequest.NumberOrNull(http, "epoch") ?? current;
        if (epoch > current || current - epoch >= state.Preset.EpochsPerHistoricalVector)
        {
            throw ApiRequest.Bad($"epoch {epoch} is out of range for the randao_mixes of a state of epoch {current}");
        }

        return ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("randao", Accessors.GetRandaoMix(state, epoch).ToString());
            writer.WriteEndObject();
        });
    }

    private static void RequireKnown(Epoch epoch, Epoch current, string what)
    {
        if (epoch > current + 1 || (epoch < current && current - epoch > 1))
        {
            throw ApiRequest.Bad($"{what} {epoch} is neither that of the state, {current}, nor the one before or after");
        }
    }

    private static void Numbers(Utf8JsonWriter writer, IEnumerable<ulong> numbers)
    {
        writer.WriteStartArray();
        foreach (var number in numbers)
        {
            writer.WriteStringValue(ApiJson.Text(number));
        }

        writer.WriteEndArray();
    }
}
