@echo off
rem Drop workbooks, or a folder of them, onto this file: it writes their Word documents.
setlocal
chcp 65001 >nul
if "%~1"=="" (
  echo Drop one or more workbooks, or a folder of them, onto Assemble.cmd.
  echo.
  "%~dp0assemble.exe" --help
  goto done
)
rem The documents go to "outputs" beside the first workbook, or inside the folder dropped.
if exist "%~1\" (pushd "%~f1") else (pushd "%~dp1")
if errorlevel 1 (
  echo The folder of %1 cannot be opened.
  goto done
)
"%~dp0assemble.exe" build %*
popd
:done
echo.
pause
