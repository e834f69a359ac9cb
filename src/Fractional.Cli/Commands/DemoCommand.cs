using System.CommandLine;
using Fractional.Cli.Demo;

namespace Fractional.Cli.Commands;

/// <summary><c>fractional demo</c>: the main job, end to end, on a chain and a database of its own.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var fast = new Option<bool>("--fast") { Description = "No pauses for reading" };
        var keep = new Option<bool>("--keep")
        {
            Description = "Leave everything running until Ctrl-C, with auctions to take part in",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON and nothing else" };
        var data = new Option<FileInfo?>(
            "--data") { Description = "CSV with the columns date,floor_eth: one row a day, no gaps" };
        var command = new Command("demo",
            "Replays a real crash against the contracts and proves every payment to the wei.")
        {
            fast, keep, json, data,
        };
        command.SetAction((parsed, stop) => DemoRun.Run(
            new DemoOptions(
                parsed.GetValue(fast), parsed.GetValue(keep), parsed.GetValue(json), parsed.GetValue(data)?.FullName),
            stop));
        return command;
    }
}
