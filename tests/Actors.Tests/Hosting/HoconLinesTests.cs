using Consensoor.Actors.Hosting;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>Where a setting stands in a HOCON file.</summary>
public class HoconLinesTests
{
    [Fact]
    public void Each_setting_has_its_line()
    {
        const string Text =
            """
            # a comment { with a brace
            a.b = 1 // and one behind }
            c {
              d = "a } in a string", e : [1,
                2], f += x
              "g" { h = 3 }

              i = 4
            }
            j = ""\"
              two lines }
            ""\"
            k = {l = 5}
            """;
        var lines = HoconLines.Of(Text.Replace("\\\"", "\"", StringComparison.Ordinal), out var problem);
        Assert.Null(problem);
        Assert.Equal(
            [("a.b", 2), ("c.d", 4), ("c.e", 4), ("c.f", 5), ("c.g.h", 6), ("c.i", 8), ("j", 10), ("k.l", 13)],
            lines.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Value).ThenBy(static pair => pair.Key));
    }

    [Theory]
    [InlineData("a {", "1: a brace is opened and not closed")]
    [InlineData("a = 1\n}", "2: a closing brace without an opening one")]
    [InlineData("a = 1\n\nb c", "3: 'b c' sets nothing")]
    public void What_the_parser_takes_without_a_word_is_a_problem(string text, string expected)
    {
        HoconLines.Of(text, out var problem);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void The_files_of_the_program_have_every_setting_in_a_line()
    {
        using var stream = typeof(NodeConfig).Assembly.GetManifestResourceStream("Consensoor.Actors.hocon.reference.conf")!;
        var text = new StreamReader(stream).ReadToEnd();
        var lines = HoconLines.Of(text, out var problem);
        Assert.Null(problem);
        var settings = NodeHocon
            .Load("reference", null, []).Entries
            .Where(static entry => entry.Path.StartsWith("consensoor.", StringComparison.Ordinal));
        Assert.All(settings, entry => Assert.Contains(
            entry.Path.Split('.')[^1], text.Split('\n')[lines[entry.Path] - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_makes_it_throw_or_go_on_for_ever() =>
        Gen.Char["ab.{}[]=:+,#/\"\\ \n\t"].Array[0, 80].Sample(
            static chars => HoconLines.Of(new string(chars), out _) is not null, iter: 20_000);
}
