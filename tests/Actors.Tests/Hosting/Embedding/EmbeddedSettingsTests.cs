using System.Text;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Embedding;
using Consensoor.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Embedding;

/// <summary>Settings of a program that holds a node have the names that HOCON has.</summary>
public sealed class EmbeddedSettingsTests
{
    private const string Own = "consensoor.";

    [Fact]
    public void EverySettingOfHoconIsTakenHoweverItsNameIsWritten()
    {
        var leaves = HoconText.Leaves(NodeConfig.Reference)
            .Where(static leaf => leaf.Key.StartsWith(Own, StringComparison.Ordinal)).ToList();
        Assert.True(leaves.Count > 50);
        foreach (var way in (Func<string, string>[])[static name => name, static name => name.ToUpperInvariant().Replace('-', '_')])
        {
            var read = EmbeddedSettings.Read(
                leaves.ToDictionary(leaf => way(leaf.Key[Own.Length..]), static leaf => leaf.Value), isDevnet: false);
            Assert.Equal(leaves.Select(static leaf => leaf.Key).Order(), read.Hocon.Select(static one => one.Path).Order());
            Assert.Empty(read.Options);
        }
    }

    [Fact]
    public void OptionsOfTheCommandsAreInGroups()
    {
        var read = EmbeddedSettings.Read(
            new Dictionary<string, string> { ["Run.Data_Dir"] = "x", ["devnet.slot-ms"] = "3000" }, isDevnet: true);
        Assert.Equal("x", read.Options["consensoor.run.data-dir"].Value);
        Assert.Equal("3000", read.Options["consensoor.run.slot-ms"].Value);
        Assert.Equal("consensoor.devnet.slot-ms", read.Options["consensoor.run.slot-ms"].Path);
    }

    [Theory]
    [InlineData("run.data-dri", "consensoor.run.data-dir", true)]
    [InlineData("validators.grafiti", "consensoor.validators.graffiti", true)]
    [InlineData("devnet.validators", "is not a setting", false)]
    [InlineData("run.genesis-state", "is not a setting", true)]
    [InlineData("gossip.lane.beacon_blok.queue", "consensoor.gossip.lane.beacon_block.queue", true)]
    public void WhatIsNoSettingIsRefusedWithTheNearest(string name, string said, bool isDevnet)
    {
        var refusal = Assert.Throws<NodeStartException>(
            () => EmbeddedSettings.Read(new Dictionary<string, string> { [name] = "1" }, isDevnet));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASettingGivenInTwoWaysIsRefused()
    {
        var both = new Dictionary<string, string> { ["validators.fee-recipient"] = "0x1", ["Validators.Fee_Recipient"] = "0x2" };
        var refusal = Assert.Throws<NodeStartException>(() => EmbeddedSettings.Read(both, isDevnet: false));
        Assert.Contains("validators.fee-recipient and Validators.Fee_Recipient", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionsInAFileOfHoconAreHeeded()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var file = Path.Combine(folder, "node.conf");
            await File.WriteAllTextAsync(file, "consensoor.run.beacon-api-port = many\n");
            var node = new EmbeddedNode(isDevnet: true, new Dictionary<string, string> { ["run.data-dir"] = folder }, file);
            var refusal = await Assert.ThrowsAsync<NodeStartException>(async () => await node.Run(static _ => { }, CancellationToken.None));
            Assert.Contains("beacon-api-port", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("run.beacon-api-port", "x", "run.beacon-api-port")]
    [InlineData("http.requests", "-1", "consensoor.http.requests")]
    [InlineData("devnet.slot-ms", "1500", "--slot-ms")]
    public async Task AValueThatIsNoneIsRefusedBeforeAnythingIsWritten(string name, string value, string said)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var node = new EmbeddedNode(
                isDevnet: true, new Dictionary<string, string> { ["run.data-dir"] = folder, [name] = value }, hoconFile: null);
            var refusal = await Assert.ThrowsAsync<NodeStartException>(async () => await node.Run(static _ => { }, CancellationToken.None));
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ASectionOfJsonGivesThem()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(
            """
            {"Consensoor": {"run": {"peers": ["/ip4/1.2.3.4/tcp/1", "b"], "supernode": true, "beacon-api-port": 0},
             "validators": {"graffiti": "x y"}, "faults": {"enabled": false}}, "Other": 1}
            """));
        var section = new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Consensoor");
        Assert.Equal(
            [
                ("faults.enabled", "false"), ("run.beacon-api-port", "0"), ("run.peers", "/ip4/1.2.3.4/tcp/1,b"),
                ("run.supernode", "true"), ("validators.graffiti", "x y"),
            ],
            SectionReader.Read(section).Order());
    }
}
