using Consensoor.Conformance;
using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Execution;
using Consensoor.Conformance.Report;
using Consensoor.Conformance.SpecRefs;
using Consensoor.Conformance.Subset;

if (args is ["subset", var root, var archive])
{
    const long FileBytes = 56 * 1024 * 1024;
    var picked = SubsetPicker.Pick(root, FileBytes);
    Console.WriteLine($"{picked.Count} cases in {SubsetArchive.Pack(picked, archive)} bytes");
    return 0;
}

if (args is ["specrefs", var specs, var checkout])
{
    return SpecRefTable.Update(specs, checkout, Console.Out);
}

if (Options.Parse(args, out var error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var known = options.Known is { } file ? KnownGaps.Parse(File.ReadLines(file)) : KnownGaps.None;
var cases = options.Paths.SelectMany(CaseFinder.Find).DistinctBy(static path => path.FullName)
    .Where(path => options.Filters.Count == 0 || options.Filters.Any(filter => filter.Matches(path)))
    .ToArray();
var tally = new Tally();
var progress = new Progress(Console.Out, Console.Error, cases.Length);
var slowest = new PriorityQueue<CaseResult, TimeSpan>();
new CaseRunner(options.Jobs, options.Timeout).Run(cases, result =>
{
    result = known.Apply(result);
    tally.Add(result);
    progress.Add(result);
    slowest.Enqueue(result, result.Duration);
    if (slowest.Count > 20)
    {
        slowest.Dequeue();
    }
});

if (options.Slowest)
{
    foreach (var (result, duration) in slowest.UnorderedItems.OrderByDescending(static item => item.Priority))
    {
        Console.WriteLine($"{duration.TotalMilliseconds,9:0} ms {result.Path.Id}");
    }
}

foreach (var table in options.Tables)
{
    TableFile.Write(table, tally.ToMarkdown());
}

var failed = tally.Total(Outcome.Failed);
Console.WriteLine($"{tally.Total(Outcome.Passed)} passed, {failed} failed, {tally.Total(Outcome.Skipped)} skipped");
return failed > 0 || cases.Length == 0 ? 1 : 0;
