using System.Text.RegularExpressions;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>
/// An actor that is restarted keeps its address: what it counts itself begins at 1 again, and an answer to its former self would be taken
/// for one to another question.
/// </summary>
public sealed partial class RequestIdTests
{
    [Fact]
    public void NoActorNumbersItsQuestionsFromOneAgainAfterARestart()
    {
        var types = Repository.Files(".cs", "src/Actors")
            .GroupBy(static file => (Path.GetDirectoryName(file), Path.GetFileName(file).Split('.')[0]))
            .Select(static type => (Name: type.Key.Item2, Text: string.Concat(type.Order(StringComparer.Ordinal).Select(File.ReadAllText))))
            .ToList();
        Assert.Contains(types, static type => Counter().IsMatch(type.Text));
        Assert.Equal(["RequestIds"], types
            .Where(static type => Counter().IsMatch(type.Text) && !Begin().IsMatch(type.Text))
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\+\+_(last|next(Id|Request)|questions?|ids?|requests?)\b")]
    private static partial Regex Counter();

    // What begins with the time goes on as well.
    [GeneratedRegex(@"_nextId = \(ulong\)\S+Ticks")]
    private static partial Regex Begin();
}
