using System.Text.RegularExpressions;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>A topic is one row: it has a file of its own, and no other file of the program names it.</summary>
public partial class TopicTableTests
{
    [Fact]
    public void EveryKindHasOneRow() =>
        Assert.Equal(Enum.GetValues<TopicKind>(), TopicTable.Rows.Select(static row => row.Kind).Order());

    [Fact]
    public void NamesOnTheWireAreThoseOfTheSpecification() => Assert.Equal(
        [
            "attester_slashing", "beacon_aggregate_and_proof", "beacon_attestation", "beacon_block", "blob_sidecar",
            "bls_to_execution_change",
            "data_column_sidecar", "execution_payload", "execution_payload_bid", "inclusion_list", "payload_attestation_message",
            "proposer_preferences", "proposer_slashing", "sync_committee", "sync_committee_contribution_and_proof", "voluntary_exit",
        ],
        TopicTable.Rows.Select(static row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void ATopicIsNamedInTheFileOfItsRowAndNowhereElse()
    {
        var files = new DirectoryInfo(Path.Combine(Repository.Root, "src")).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(static file =>
                !file.FullName.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var named = files
            .SelectMany(static file =>
                Named().Matches(File.ReadAllText(file.FullName)).Select(match => (Kind: match.Groups[1].Value, File: file.Name)))
            .Distinct()
            .ToLookup(static pair => pair.Kind, static pair => pair.File);
        foreach (var kind in Enum.GetNames<TopicKind>())
        {
            var file = Assert.Single(named[kind]);
            Assert.EndsWith("Topic.cs", file, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ATopicBelongsToForksAndSubnets()
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal);
        foreach (var row in TopicTable.Rows)
        {
            foreach (var fork in Enum.GetValues<ForkName>())
            {
                ulong? subnet = row.Subnets is null ? null : 0UL;
                var isThere = fork >= row.Since && !(fork >= row.Until);
                Assert.Equal(isThere, row.FormIn(spec, fork, subnet, out var reason) is not null);
                Assert.Equal(isThere, reason.Length == 0);
                Assert.Null(row.FormIn(spec, fork, ulong.MaxValue, out _));
                Assert.Null(row.FormIn(spec, fork, row.Subnets is null ? 0UL : null, out _));
            }
        }
    }

    [Fact]
    public void ATypeBelongsToOneRow()
    {
        foreach (var row in TopicTable.Rows)
        {
            Assert.All(
                row.Forms, form => Assert.True(row.Forms.Zip(row.Forms.Skip(1)).All(static pair => pair.First.Since < pair.Second.Since)));
        }

        Assert.Equal(
            TopicTable.Rows.Sum(static row => row.Forms.Count),
            TopicTable.Rows.SelectMany(static row => row.Forms).Select(static form => form.Container).Distinct().Count());
    }

    [GeneratedRegex(@"TopicKind\.(\w+)")]
    private static partial Regex Named();
}
