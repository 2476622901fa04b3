namespace Consensoor.Bench.Native;

/// <summary>One row of the comparison: what both sides call by <paramref name="Name"/>, on the same inputs.</summary>
/// <param name="Name">The operation's name in driver.mjs.</param>
/// <param name="Title">The first column.</param>
/// <param name="Includes">What the two times include, in a sentence under the table.</param>
/// <param name="Goal">The ratio of our time to theirs that is aimed at, at most; none for a row that is there for information.</param>
/// <param name="Repeats">Calls a round, the time divided by it.</param>
/// <param name="Prepare">Makes the inputs of both sides; not timed.</param>
/// <param name="Call">The timed call.</param>
/// <param name="Result">The bytes of what the last call gave, to be compared with theirs.</param>
internal sealed record Operation(
    string Name, string Title, string Includes, double? Goal, int Repeats, Action Prepare, Action Call, Func<byte[]> Result);
