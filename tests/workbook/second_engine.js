// Calculates a workbook's formulas with HyperFormula. Standard input: the cells of every sheet, the
// defined names, and sets of values to put in; standard output: for each set, the cells asked for.
const fs = require("fs");
const { HyperFormula } = require("hyperformula");

const { sheets, names, asked, sets } = JSON.parse(fs.readFileSync(0, "utf-8"));
const engine = HyperFormula.buildFromSheets(sheets, {
  licenseKey: "gpl-v3",
  useArrayArithmetic: true,
  useWildcards: true,
  useRegularExpressions: false,
  caseSensitive: false,
});
for (const [name, refersTo] of Object.entries(names)) engine.addNamedExpression(name, refersTo);

const address = ([sheet, row, col]) => ({ sheet: engine.getSheetId(sheet), row, col });
const results = sets.map((values) => {
  engine.batch(() => values.forEach(([cell, value]) => engine.setCellContents(address(cell), [[value]])));
  return asked.map((cell) => {
    const value = engine.getCellValue(address(cell));
    return value === null ? "" : typeof value === "object" ? `${value.value}` : value;
  });
});
process.stdout.write(JSON.stringify(results));
