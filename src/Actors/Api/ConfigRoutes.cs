using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v1/config and /eth/v1/beacon/genesis.</summary>
internal static class ConfigRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/config/spec", BeaconApi.Guarded(http => ApiResponse.Data(http, writer => WriteSpec(writer, api.Spec))));
        routes.MapGet(
            "/eth/v1/config/fork_schedule", BeaconApi.Guarded(http => ApiResponse.Data(http, writer => WriteForks(writer, api.Spec))));
        routes.MapGet("/eth/v1/config/deposit_contract", BeaconApi.Guarded(http => ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("chain_id", api.Spec.Config.DepositChainId.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("address", api.Spec.Config.DepositContractAddress.ToString());
            writer.WriteEndObject();
        })));
        routes.MapGet("/eth/v1/beacon/genesis", BeaconApi.Guarded(http => ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("genesis_time", api.GenesisTime.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("genesis_validators_root", api.GenesisValidatorsRoot.ToString());
            writer.WriteString("genesis_fork_version", api.Spec.Config.GenesisForkVersion.ToString());
            writer.WriteEndObject();
        })));
    }

    private static void WriteSpec(Utf8JsonWriter writer, ChainSpec spec)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in spec.ToMap())
        {
            if (key is "BLOB_SCHEDULE" or "GAS_LIMIT_SCHEDULE")
            {
                writer.WritePropertyName(key);
                writer.WriteRawValue(value);
            }
            else
            {
                writer.WriteString(key, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteForks(Utf8JsonWriter writer, ChainSpec spec)
    {
        writer.WriteStartArray();
        var previous = spec.Config.GenesisForkVersion;
        foreach (var fork in ForkNames.All)
        {
            var epoch = spec.ForkEpoch(fork);
            if (epoch == Spec.Constants.FarFutureEpoch)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("previous_version", previous.ToString());
            writer.WriteString("current_version", spec.ForkVersion(fork).ToString());
            writer.WriteString("epoch", epoch.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
            previous = spec.ForkVersion(fork);
        }

        writer.WriteEndArray();
    }
}
