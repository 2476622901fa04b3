using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Partials;

/// <summary>How a node takes part in partial columns (`consensoor.wire.partial-columns`, where bounds and rules stand).</summary>
public sealed record PartialColumnsSettings(PartialSupport Support, int Checks, PartialLimits Limits)
{
    /// <summary>A node that takes no part in them.</summary>
    public static PartialColumnsSettings Off { get; } = new(PartialSupport.None, 1, new PartialLimits());

    /// <summary>
    /// Reads the settings for a chain; throws ConfigurationException where it has fewer subnets than columns, so that a subnet does not say
    /// of which column its cells are.
    /// </summary>
    public static PartialColumnsSettings From(ChainSpec spec, Config consensoor)
    {
        var settings = From(consensoor);
        var (subnets, columns) = (spec.Config.DataColumnSidecarSubnetCount, spec.Preset.NumberOfColumns);
        return settings.Support == PartialSupport.None || subnets == columns
            ? settings
            : throw new ConfigurationException(
                $"consensoor.wire.partial-columns needs a subnet for each column, and {columns} columns have {subnets} subnets");
    }

    /// <summary>Reads the settings; throws ConfigurationException for a value out of its range.</summary>
    public static PartialColumnsSettings From(Config consensoor)
    {
        int Positive(string key) => consensoor.Positive($"wire.partial-columns.{key}");
        var support = consensoor.GetString("wire.partial-columns.mode") switch
        {
            "off" => PartialSupport.None,
            "sends" => PartialSupport.Sends,
            "on" => PartialSupport.Requests | PartialSupport.Sends,
            var other => throw new ConfigurationException(
                $"consensoor.wire.partial-columns.mode is '{other}', and none of off, sends, on"),
        };
        var askLife = consensoor.GetTimeSpan("wire.partial-columns.ask-life");
        return new PartialColumnsSettings(support, Positive("checks"), new PartialLimits
        {
            Groups = Positive("groups"),
            StrangerGroups = Positive("stranger-groups"),
            StrangerGroupsOfPeer = Positive("stranger-groups-of-peer"),
            Entries = Positive("entries"),
            WaitingBytes = 1024L * Positive("waiting-kib"),
            WaitingBytesOfPeer = 1024L * Positive("waiting-kib-of-peer"),
            Life = Positive("life"),
            StrangerLife = Positive("stranger-life"),
            AskedAhead = Positive("asked-ahead"),
            AskLife = askLife > TimeSpan.Zero
                ? askLife
                : throw new ConfigurationException("consensoor.wire.partial-columns.ask-life is not above zero"),
        });
    }
}
