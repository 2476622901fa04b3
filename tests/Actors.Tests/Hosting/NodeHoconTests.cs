using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>Which layer of settings counts, and what validators are told by it.</summary>
public sealed class NodeHoconTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Options_lie_over_the_file_and_the_file_over_the_defaults()
    {
        File.WriteAllText(
            _file,
            """
            consensoor.validators {
              fee-recipient = "0x00000000000000000000000000000000000000aa"
              graffiti = "a # and braces } in it"
              target-gas-limit = 1
            }
            """);
        var hocon =
            NodeHocon.Load("devnet", _file, [new HoconSetting(ValidatorOptions.TargetGasLimitPath, "45000000", "--target-gas-limit")]);
        var options = ValidatorOptions.From(hocon.Config.GetConfig("consensoor"));
        Assert.Equal("0x00000000000000000000000000000000000000aa", options.FeeRecipient.ToString());
        Assert.Equal(("a # and braces } in it", 45_000_000UL), (options.Graffiti, options.TargetGasLimit));
        Assert.Empty(hocon.Warnings);
        Assert.Equal(
            [$"{_file}:2", $"{_file}:3", "--target-gas-limit"],
            new[] { ValidatorOptions.FeeRecipientPath, ValidatorOptions.GraffitiPath, ValidatorOptions.TargetGasLimitPath }
                .Select(path => hocon.Entries.Single(entry => entry.Path == path).Origin));
    }

    [Theory]
    [InlineData("with \"quotes\" and \\ a stroke")]
    [InlineData("${?HOME} # {}[]=:,+ //")]
    [InlineData("")]
    [InlineData("ünïcödé ✓")]
    public void An_option_is_taken_letter_by_letter(string graffiti)
    {
        var hocon = NodeHocon.Load("reference", null, [new HoconSetting(ValidatorOptions.GraffitiPath, graffiti, "--graffiti")]);
        Assert.Equal(graffiti, ValidatorOptions.From(hocon.Config.GetConfig("consensoor")).Graffiti);
    }

    [Theory]
    [InlineData("engine.embedded-blobs = 65")]
    [InlineData("engine.embedded-blobs = -1")]
    [InlineData("engine.payloads = 0")]
    [InlineData("engine.timeout.new-payload = 0s")]
    [InlineData("gossip.lane.beacon_block.queue = 0")]
    [InlineData("sync.backfill.reach = far")]
    [InlineData("sync.backfill.range = 0")]
    public void A_value_out_of_its_range_is_refused_before_anything_is_made(string setting)
    {
        File.WriteAllText(_file, $"consensoor.{setting}");
        var refusal = Assert.Throws<ConfigurationException>(() => NodeHocon.Load("reference", _file, []));
        Assert.Contains(setting.Split('=')[0].Split('.')[^1].Trim(), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fee-recipient = 0x00")]
    [InlineData("fee-recipient = 00000000000000000000000000000000000000aa")]
    [InlineData("graffiti = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("target-gas-limit = 0")]
    [InlineData("target-gas-limit = -5")]
    [InlineData("target-gas-limit = 9223372036854775808")]
    public void What_validators_cannot_be_told_is_refused(string setting)
    {
        File.WriteAllText(_file, $"consensoor.validators.{setting}");
        var refusal = Record.Exception(() => NodeHocon.Load("reference", _file, []));
        Assert.True(refusal is ConfigurationException or NodeStartException, refusal?.ToString());
        Assert.NotNull(refusal);
        Assert.Contains($"consensoor.validators.{setting[..setting.IndexOf(' ')]}", refusal.Message, StringComparison.Ordinal);
    }
}
