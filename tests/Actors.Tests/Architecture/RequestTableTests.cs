using Consensoor.Actors.Network.Requests;
using Consensoor.Interop.ReqResp;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>A request is one row: it has a file of its own, and no other file of the program names its protocol.</summary>
public class RequestTableTests
{
    [Fact]
    public void EveryQuestionHasOneRow() => Assert.Equal(
        typeof(IPeerRequest).Assembly.GetTypes()
            .Where(static type => type is { IsInterface: false } && type.IsAssignableTo(typeof(IPeerRequest)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal),
        RequestTable.Rows.Select(static row => row.Question).OrderBy(static type => type.Name, StringComparer.Ordinal));

    [Fact]
    public void ProtocolIdsAreThoseOfTheSpecification() => Assert.Equal(
        [
            "/eth2/beacon_chain/req/beacon_blocks_by_head/1/ssz_snappy",
            "/eth2/beacon_chain/req/beacon_blocks_by_range/2/ssz_snappy",
            "/eth2/beacon_chain/req/beacon_blocks_by_root/2/ssz_snappy",
            "/eth2/beacon_chain/req/blob_sidecars_by_range/1/ssz_snappy",
            "/eth2/beacon_chain/req/blob_sidecars_by_root/1/ssz_snappy",
            "/eth2/beacon_chain/req/data_column_sidecars_by_range/1/ssz_snappy",
            "/eth2/beacon_chain/req/data_column_sidecars_by_root/1/ssz_snappy",
            "/eth2/beacon_chain/req/execution_payload_envelopes_by_range/1/ssz_snappy",
            "/eth2/beacon_chain/req/execution_payload_envelopes_by_root/1/ssz_snappy",
            "/eth2/beacon_chain/req/goodbye/1/ssz_snappy",
            "/eth2/beacon_chain/req/inclusion_lists_by_indices/1/ssz_snappy",
            "/eth2/beacon_chain/req/light_client_bootstrap/1/ssz_snappy",
            "/eth2/beacon_chain/req/light_client_finality_update/1/ssz_snappy",
            "/eth2/beacon_chain/req/light_client_optimistic_update/1/ssz_snappy",
            "/eth2/beacon_chain/req/light_client_updates_by_range/1/ssz_snappy",
            "/eth2/beacon_chain/req/metadata/1/ssz_snappy",
            "/eth2/beacon_chain/req/metadata/2/ssz_snappy",
            "/eth2/beacon_chain/req/metadata/3/ssz_snappy",
            "/eth2/beacon_chain/req/ping/1/ssz_snappy",
            "/eth2/beacon_chain/req/status/1/ssz_snappy",
            "/eth2/beacon_chain/req/status/2/ssz_snappy",
        ],
        RequestTable.Rows.SelectMany(static row => row.Versions.Select(version => row.ProtocolId(version.Number)))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void AProtocolIsNamedInTheFileOfItsRowAndNowhereElse()
    {
        var files = new DirectoryInfo(Path.Combine(Repository.Root, "src")).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(static file =>
                !file.FullName.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(static file => (file.Name, Text: File.ReadAllText(file.FullName)))
            .ToArray();
        foreach (var row in RequestTable.Rows)
        {
            string[] makes = [$"RequestRow<{row.Question.Name},", $"NumberRow<{row.Question.Name}>("];
            var named = files.Where(file => makes.Any(make => file.Text.Contains(make, StringComparison.Ordinal))).ToArray();
            Assert.EndsWith("Row.cs", Assert.Single(named).Name, StringComparison.Ordinal);
        }
    }

    // What has no bounds for its streams would be neither asked nor answered on the wire.
    [Fact]
    public void EveryVersionHasTheBoundsOfItsStreams() => Assert.All(
        RequestTable.Rows.SelectMany(static row => row.Versions.Select(version => (Row: row, Id: row.ProtocolId(version.Number)))),
        static protocol =>
        {
            Assert.True(ReqRespProtocols.TryFind(protocol.Id, out var streams), protocol.Id);
            Assert.Equal(protocol.Row.HasContext, streams!.HasContext);
        });

    [Fact]
    public void AVersionIsAskedFromItsForkOn()
    {
        var status = RequestTable.Rows.Single(static row => row.Name == "status");
        Assert.Equal(1, status.VersionIn(ForkName.Electra)?.Number);
        Assert.Equal(2, status.VersionIn(ForkName.Fulu)?.Number);
        var envelopes = RequestTable.Rows.Single(static row => row.Name == "execution_payload_envelopes_by_root");
        Assert.Null(envelopes.VersionIn(ForkName.Fulu));
    }
}
